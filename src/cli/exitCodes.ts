import { LimpetError } from '../errors.ts';

/** What the command ends with. A signal that stopped it gives 128 plus its number, as shells have it. */
export const exitCodes = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** A wrong use of the command: one line that says what was given and what to do. */
export const usageError = (message: string): LimpetError => new LimpetError('usage', message);

/** The exit code of an error. */
export function exitCodeOf(error: unknown): number {
  return error instanceof LimpetError && error.code === 'usage' ? exitCodes.usage : exitCodes.failed;
}

/**
 * An error as one line for the user; with the environment variable LIMPET_DEBUG set, with its stack. An error that is not
 * Limpet's own is a bug, and says so.
 */
export function errorText(error: unknown): string {
  const debug = process.env.LIMPET_DEBUG;
  if (debug !== undefined && debug !== '' && error instanceof Error)
    return `error: ${error.stack ?? error.message}`;
  if (error instanceof LimpetError) return oneLine(`error: ${error.message}`);
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return oneLine(`error: ${message} (a bug in Limpet; set LIMPET_DEBUG=1 to see where)`);
}

/** A text without line breaks. */
export const oneLine = (text: string): string => text.trim().replace(/\s*\n\s*/g, ' ');
