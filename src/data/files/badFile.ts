import { fileError, type LimpetError } from '../../errors.ts';

/** The error for a file: what is wrong with it, and at which byte where that says more. */
export type BadFile = (problem: string, byte?: number) => LimpetError;

/** Errors of a reader about one file: `readIdx: labels.gz, byte 4: ...`. */
export const badFile =
  (reader: string, name: string): BadFile =>
  (problem, byte) =>
    fileError(`${reader}: ${name}${byte === undefined ? '' : `, byte ${byte}`}: ${problem}`);
