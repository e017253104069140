import { type ErrorCode, LimpetError } from '../errors.ts';

/** An error as threads send it; `code` where it is Limpet's own. */
export interface SentError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly code?: ErrorCode;
}

/** An error in a form that goes from thread to thread. */
export function sentError(error: unknown): SentError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { name, message, stack } = error;
  return {
    name,
    message,
    ...(stack !== undefined && { stack }),
    ...(error instanceof LimpetError && { code: error.code }),
  };
}

/** The error that a thread sent. */
export function receivedError({ name, message, stack, code }: SentError): Error {
  const error = code === undefined ? new Error(message) : new LimpetError(code, message);
  error.name = name;
  if (stack !== undefined) error.stack = stack;
  return error;
}
