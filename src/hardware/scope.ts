import { expectOneOf } from '../errors.ts';
import type { Tensor } from '../trace/index.ts';

/** What shares one scale: a whole tensor, or the weights to one output (a column of the array), which is the last axis. */
export type Scope = 'tensor' | 'output';

/**
 * The axes that are reduced over to have one number for each unit of the scope.
 * @throws LimpetError (`value`) for a scope that there is not.
 */
export function axesWithin(scope: Scope, { shape }: Tensor): number[] {
  expectOneOf('hardware: expected scope', scope, ['tensor', 'output']);
  return shape.map((_, axis) => axis).slice(0, scope === 'output' && shape.length > 1 ? -1 : undefined);
}

/** The largest size in each unit of the scope, with axes kept so that it broadcasts. */
export const largestSize = (scope: Scope, parameter: Tensor): Tensor =>
  parameter.abs().max({ axis: axesWithin(scope, parameter), keepDims: true });

/** A scope as descriptions of stages have it. */
export const scopeText = (scope: Scope): string => (scope === 'output' ? 'of its output' : 'of its tensor');
