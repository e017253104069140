/** Whether a text is a finite number in decimal notation. */
export const isNumberText = (text: string): boolean => /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);

/** Whether a text stands for NaN or infinity. */
export const isNotFiniteText = (text: string): boolean => /^[+-]?(nan|inf|infinity)$/i.test(text);
