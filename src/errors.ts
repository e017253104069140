/** What kind of mistake an error reports; stable, so that programs can branch on it. */
export type ErrorCode =
  | 'shape'
  | 'dtype'
  | 'tree'
  | 'trace'
  | 'value'
  | 'notFinite'
  | 'memory'
  | 'file'
  | 'usage'
  | 'aborted'
  | 'internal';

/**
 * The error every part of Limpet throws. The message says what was given, what was expected and where;
 * `code` says which kind of mistake it is.
 */
export class LimpetError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LimpetError';
    this.code = code;
  }
}

/** Shapes that do not fit together. */
export const shapeError = (message: string): LimpetError => new LimpetError('shape', message);

/** An element type that an operation or argument does not take. */
export const dtypeError = (message: string): LimpetError => new LimpetError('dtype', message);

/** A tree whose structure is not the expected one. */
export const treeError = (message: string): LimpetError => new LimpetError('tree', message);

/** A traced value used outside its trace, or read on the host. */
export const traceError = (message: string): LimpetError => new LimpetError('trace', message);

/** An argument outside its range. */
export const valueError = (message: string): LimpetError => new LimpetError('value', message);

/**
 * Checks a setting that is one of a few words, for callers without types.
 * @param what who asks for it, and its name: `doReFa: expected rounding`.
 * @throws LimpetError (`value`) for anything else.
 */
export function expectOneOf(what: string, given: unknown, words: readonly string[]): void {
  if (words.some((word) => word === given)) return;
  throw valueError(`${what} to be ${words.slice(0, -1).join(', ')} or ${words.at(-1)}, got ${String(given)}`);
}

const ranges = {
  any: () => true,
  'from 0': (value: number) => value >= 0,
  'above 0': (value: number) => value > 0,
};

/** @throws LimpetError (`value`) naming the one of the numbers that is not finite, or not in the range. */
export function expectNumbers(
  what: string,
  range: keyof typeof ranges,
  numbers: Readonly<Record<string, number>>,
): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (Number.isFinite(value) && ranges[range](value)) continue;
    const text = range === 'any' ? '' : ` ${range}`;
    throw valueError(`${what}: expected ${name} to be a finite number${text}, got ${value}`);
  }
}

/** A file that cannot be read, or what cannot be written to one. */
export const fileError = (message: string): LimpetError => new LimpetError('file', message);

/** A broken invariant of Limpet itself: a bug to report. */
export const internalError = (message: string): LimpetError => new LimpetError('internal', message);
