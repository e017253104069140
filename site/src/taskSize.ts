/** Time steps of a sample. */
export const timeSteps = 100;
/** Units of the hidden layer. */
export const hidden = 8;
/** Output channels. */
export const outputs = 2;
/** How often each of the three samples is shown in an epoch. */
export const copies = 100;
/** Training steps of one epoch. */
export const stepsPerEpoch = 3 * copies;

/** Weights of a network with so many inputs. */
export const weightCount = (inputs: number): number => hidden * (inputs + outputs);
