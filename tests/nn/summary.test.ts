import { expect, it } from 'vitest';
import { instant, lif, linear, residual, sequential, summary } from '../../src/nn/index.ts';

it('summary lists layers, shapes, numbers of parameters and memory', () => {
  const net = sequential(
    linear({ inputs: 3, outputs: 4, bias: true }),
    residual(
      lif({ neurons: 4, recurrent: true }),
      instant((x) => x.neg(), { name: 'negate' }),
    ),
    linear({ inputs: 4, outputs: 200 }),
  );
  const result = summary(net);
  expect(result.layers.map(({ path, name, parameters, state }) => [path, name, parameters, state])).toEqual([
    ['0', 'linear', 16, 0],
    ['1.0', 'lif', 32, 12],
    ['1.1', 'negate', 0, 0],
    ['2', 'linear', 800, 0],
  ]);
  expect(result).toMatchObject({ parameters: 848, parameterBytes: 3392, stateBytes: 48 });
  const lines = String(result).split('\n');
  // All rows of the table end in a number, in the same column.
  expect(new Set(lines.slice(0, -1).map(({ length }) => length)).size).toBe(1);
  expect(lines.map((line) => line.trim().replace(/ {2,}/g, ' | '))).toEqual([
    'layer | channels | shapes | parameters | state',
    '0 | linear | 3 → 4 | bias [4], weight [3, 4] | 16 | 0',
    '1.0 | lif | 4 → 4 | bias [4], tauMembrane [4], tauSynapse [4, 1], threshold [4], weightRecurrent [4, 4] | 32 | 12',
    '1.1 | negate | any → same | 0 | 0',
    '2 | linear | 4 → 200 | weight [4, 200] | 800 | 0',
    '848 parameters, 3.3 KiB; state 48 B for each element of a batch',
  ]);
});
