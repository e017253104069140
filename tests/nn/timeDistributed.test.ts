import { describe, expect, it } from 'vitest';
import { flatten, instant, sequential, timeDistributed } from '../../src/nn/index.ts';
import { key } from '../../src/random/key.ts';
import { tensor, zeros } from '../../src/trace/index.ts';

describe('timeDistributed', () => {
  const net = timeDistributed(
    sequential(
      instant((images) => images.mul(10)),
      flatten(),
    ),
  );

  it('applies a module of images to each time step', () => {
    const movie = tensor([...Array(24).keys()], { shape: [2, 3, 2, 2] });
    const { output } = net.apply(net.init(key(0)), movie);
    expect(output.toArray()).toEqual(movie.mul(10).reshape([2, 3, 4]).toArray());
  });

  it('reports inputs without time', () => {
    expect(() => net.apply(net.init(key(0)), zeros([3, 2]))).toThrow(
      'timeDistributed: expected inputs [batch, time, ...], got f32[3, 2]',
    );
  });
});
