import type { Tensor } from '../../trace/index.ts';
import type { ConductanceMapping } from './mapping.ts';
import { checkTileSize, type TileSize, tilingOf } from './tiles.ts';

/**
 * A mapping by arrays of limited size: weights are cut into tiles as `[inputs, outputs]`, and each is mapped by itself, so that scopes reach no
 * further than a tile. Arrays have 256 by 256 weights by default, as in Büchel et al.; aihwkit's have 512 by 512.
 * @throws LimpetError (`value`) for sizes that are not whole from 1.
 * @example `phaseChangeMemory({ mapping: tiledMapping(singlePair({ scope: 'output' }), { inputs: 512, outputs: 512 }) })`
 */
export function tiledMapping(mapping: ConductanceMapping, size: TileSize = {}): ConductanceMapping {
  checkTileSize('tiledMapping', size);
  const { inputs = 256, outputs = 256 } = size;
  return {
    ...mapping,
    description: `${mapping.description}, in arrays of ${inputs} x ${outputs}`,
    map: (weights) => {
      const { cut, join } = tilingOf(weights.shape, size);
      const mapped = cut(weights).map((row) => row.map((tile) => mapping.map(tile)));
      const devices = mapped[0]?.[0]?.targets ?? [];
      return {
        targets: devices.map((_, device) =>
          join(mapped.map((row) => row.map(({ targets }) => targets[device] as Tensor))),
        ),
        toWeights: (conductances) => {
          const held = conductances.map(cut);
          return join(
            mapped.map((row, i) =>
              row.map(({ toWeights }, j) => toWeights(held.map((tiles) => tiles[i]?.[j] as Tensor))),
            ),
          );
        },
      };
    },
  };
}
