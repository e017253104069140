import { describe, expect, it } from 'vitest';
import { batchNormalisation, forTraining } from '../../src/nn/index.ts';
import { key } from '../../src/random/index.ts';
import { tensor } from '../../src/trace/index.ts';

describe('batchNormalisation', () => {
  it('moves its mean and variance towards those of the batch by the momentum, 0.1 by default', () => {
    // Mean 3; variance 8/3, without bias 4.
    const batch = tensor([[1], [3], [5]]);
    const moved = (momentum?: number): (number | undefined)[] => {
      const net = batchNormalisation({ channels: 1, ...(momentum !== undefined && { momentum }) });
      const { state } = net.apply(net.init(key(0)), batch, forTraining(net.initialState(), key(1)));
      return [state.mean.toTypedArray()[0], state.variance.toTypedArray()[0]];
    };
    expect(moved(0.25)).toEqual([expect.closeTo(0.75, 6), expect.closeTo(0.75 + 0.25 * 4, 6)]);
    expect(moved()).toEqual([expect.closeTo(0.3, 6), expect.closeTo(0.9 + 0.1 * 4, 6)]);
  });
});
