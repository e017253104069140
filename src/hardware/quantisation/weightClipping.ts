import { valueError } from '../../errors.ts';
import { inFamilies } from '../../nn/families.ts';
import { full, type Tensor } from '../../trace/index.ts';
import type { HardwareStage } from '../hardwareModel.ts';
import { axesWithin, largestSize, type Scope, scopeText } from '../scope.ts';
import { type StageOptions, tensorStage } from '../tensorStage.ts';

/** Where {@link weightClipping} clips; the smallest bound counts. At least one is wanted. */
export interface WeightClippingOptions extends StageOptions {
  /** A fixed size, in units of the weights. */
  readonly largest?: number;
  /** So many standard deviations (n - 1); 2.5 is usual, the paper's comparison takes 2. */
  readonly standardDeviations?: number;
  /** What these are taken of: the whole `tensor`, or the weights to each `output`, as each filter of a convolution. Default `tensor`. */
  readonly scope?: Scope;
  /** The mean over outputs of the largest weight of each. Default false. */
  readonly meanOfOutputs?: boolean;
}

/**
 * Weights clipped to ±c, where c is a fixed size, a number of standard deviations, or the mean over outputs of each one's largest
 * weight. Bounds that depend on the weights are differentiated too.
 * @param options `select` defaults to the family `weights`.
 * @throws LimpetError (`value`) where no bound is given, or one is not positive.
 * Source: aihwkit 1.1.0, `WeightClipType`; Joshi et al., Nature Communications 11, 2473 (2020).
 */
export function weightClipping(options: WeightClippingOptions): HardwareStage {
  const { largest, standardDeviations, scope = 'tensor', meanOfOutputs = false, ...rest } = options;
  for (const [name, value] of Object.entries({ largest, standardDeviations })) {
    if (value !== undefined && !(value > 0 && value < Number.POSITIVE_INFINITY)) {
      throw valueError(`weightClipping: expected ${name} to be a number above 0, got ${value}`);
    }
  }
  const bounds = [
    ...(largest === undefined ? [] : [{ text: String(largest), of: () => largest }]),
    ...(standardDeviations === undefined
      ? []
      : [
          {
            text: `${standardDeviations} standard deviations ${scopeText(scope)}`,
            of: (weights: Tensor) => deviationOf(scope, weights).mul(standardDeviations),
          },
        ]),
    ...(meanOfOutputs
      ? [
          {
            text: 'the mean over outputs of the largest weight',
            of: (weights: Tensor) => largestSize('output', weights).mean(),
          },
        ]
      : []),
  ];
  if (bounds.length === 0) {
    throw valueError(
      'weightClipping: expected largest, standardDeviations or meanOfOutputs, got none of them',
    );
  }
  const description = `weights are clipped to ±${bounds.map(({ text }) => text).join(' or ')}`;
  const stage = { name: 'weightClipping', select: inFamilies('weights'), ...rest, description };
  return tensorStage(stage, (parameter) =>
    bounds.reduce((clipped, { of }) => {
      const bound = of(parameter);
      return clipped.minimum(bound).maximum(typeof bound === 'number' ? -bound : bound.neg());
    }, parameter),
  );
}

/** The standard deviation in each unit of the scope; infinite for a single weight, which has none. */
function deviationOf(scope: Scope, weights: Tensor): Tensor {
  const axis = axesWithin(scope, weights);
  const each = axis.reduce((product, own) => product * (weights.shape[own] ?? 1), 1);
  if (each < 2) return full([], Number.POSITIVE_INFINITY);
  return weights.variance({ axis, keepDims: true, ddof: 1 }).sqrt();
}
