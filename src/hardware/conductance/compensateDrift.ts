import { expectOneOf, shapeError } from '../../errors.ts';
import { formatShape, sameShape } from '../../ir/types.ts';
import { inFamilies } from '../../nn/families.ts';
import { type Tensor, where, zipFloats } from '../../trace/index.ts';
import type { HardwareStage } from '../hardwareModel.ts';
import { axesWithin, largestSize, type Scope } from '../scope.ts';
import { checkTileSize, type TileSize, tilingOf } from './tiles.ts';

/** How drift is measured and compensated. */
export interface CompensateDriftOptions {
  /** `tensor`: one factor for a weight matrix (global); `output`: one for each output (column). Default `tensor`. */
  readonly scope?: Scope;
  /** The arrays that are measured by themselves, as aihwkit does. Default: a whole matrix is one, whatever its size. */
  readonly tiles?: TileSize;
  /** What is compared with: the weights as they were `programmed`, or the `exact` ones. Default `programmed`. */
  readonly reference?: 'programmed' | 'exact';
  /** Which parameters are compensated. Default: the family `weights`. */
  readonly select?: (path: string) => boolean;
}

/** A readout is at least this part of the largest weight. */
const LEAST_READOUT = 1e-4;

/**
 * The factor that makes up for drift: α = R(reference) / R(drifted), R = mean |outputs| for the one-hot inputs, which are the columns of the weights;
 * at least 1e-4 of the largest weight, so that an output without weights has α = 1. It broadcasts to the weights.
 * @param scope over all outputs, or for each.
 * @throws LimpetError (`shape`) where the two have different shapes.
 * Source: Joshi et al., Nature Communications 11, 2473 (2020); aihwkit 1.1.0, `GlobalDriftCompensation`, `PerColumnDriftCompensation`.
 */
export function driftCompensation(reference: Tensor, drifted: Tensor, scope: Scope = 'tensor'): Tensor {
  if (!sameShape(reference.shape, drifted.shape)) {
    throw shapeError(
      `driftCompensation: expected weights of one shape, got ${formatShape(reference.shape)} and ${formatShape(drifted.shape)}`,
    );
  }
  const least = largestSize('tensor', reference).mul(LEAST_READOUT);
  const readout = (weights: Tensor): Tensor =>
    weights
      .abs()
      .mean({ axis: axesWithin(scope, weights), keepDims: true })
      .maximum(least);
  const now = readout(drifted);
  return where(now.equal(0), 1, readout(reference).div(where(now.equal(0), 1, now)));
}

/**
 * A stage whose weights are multiplied digitally by {@link driftCompensation}, measured on the chip at the time asked for. The reference is read right
 * after programming, without read noise. The stage keeps its name and its draws.
 * @throws LimpetError (`value`) for a reference that there is not, or a tile size that is not whole from 1.
 * @example `hardwareModel(compensateDrift(phaseChangeMemory(), { scope: 'output' }))`
 */
export function compensateDrift(stage: HardwareStage, options: CompensateDriftOptions = {}): HardwareStage {
  const { scope = 'tensor', reference = 'programmed', select = inFamilies('weights'), tiles } = options;
  expectOneOf('compensateDrift: expected reference', reference, ['programmed', 'exact']);
  if (tiles) checkTileSize('compensateDrift', tiles);
  const asProgrammed = stage.without?.read?.() ?? stage;
  const withoutEffects = Object.entries(stage.without ?? {}).map(
    ([effect, make]) => [effect, () => compensateDrift(make(), options)] as const,
  );
  const against = reference === 'exact' ? 'exact weights' : 'the programmed weights';
  return {
    name: stage.name,
    description: `${stage.description}; drift compensated for each ${scope}, against ${against}`,
    apply: (parameters, chip, time = 0) =>
      zipFloats(
        'compensateDrift',
        ([before, drifted], path) => {
          const [given, now] = [before as Tensor, drifted as Tensor];
          return select(path) ? compensated(given, now, scope, tiles) : now;
        },
        reference === 'exact' ? parameters : asProgrammed.apply(parameters, chip, 0),
        stage.apply(parameters, chip, time),
      ),
    without: { ...Object.fromEntries(withoutEffects), compensation: () => stage },
  };
}

/** Drifted weights times their factors, tile by tile. */
function compensated(reference: Tensor, drifted: Tensor, scope: Scope, tiles: TileSize | undefined): Tensor {
  if (tiles === undefined) return drifted.mul(driftCompensation(reference, drifted, scope));
  const { cut, join } = tilingOf(drifted.shape, tiles);
  const references = cut(reference);
  return join(
    cut(drifted).map((row, i) =>
      row.map((tile, j) => tile.mul(driftCompensation(references[i]?.[j] as Tensor, tile, scope))),
    ),
  );
}
