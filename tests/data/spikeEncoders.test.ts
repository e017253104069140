import { describe, expect, it } from 'vitest';
import {
  deltaModulation,
  latencySpikes,
  poissonSpikes,
  rasterOfEvents,
  regularSpikes,
} from '../../src/data/index.ts';
import { key } from '../../src/random/key.ts';
import { tensor, zeros } from '../../src/trace/index.ts';

describe('spike encoders', () => {
  it('poissonSpikes spikes with the probability given, with a batch and without', () => {
    const values = tensor([0, 0.25, 1]);
    const spikes = poissonSpikes(key(1), values, { time: 2000 });
    expect(spikes.shape).toEqual([2000, 3]);
    const [none, quarter, all] = spikes.mean({ axis: 0 }).toTypedArray();
    // The standard deviation of the share is .01.
    expect([none, all]).toEqual([0, 1]);
    expect(Math.abs(quarter! - 0.25)).toBeLessThan(0.04);
    const batch = poissonSpikes(
      key(1),
      tensor([
        [0, 1],
        [1, 0],
      ]),
      { time: 3 },
    );
    expect(batch.sum({ axis: 1 }).toArray()).toEqual([
      [0, 3],
      [3, 0],
    ]);
  });

  it('regularSpikes spikes at equal distances', () => {
    const spikes = regularSpikes(tensor([0.25, 0.5, 2, 0]), { time: 8 })
      .transpose()
      .toArray();
    expect(spikes).toEqual([
      [0, 0, 0, 1, 0, 0, 0, 1],
      [0, 1, 0, 1, 0, 1, 0, 1],
      [2, 2, 2, 2, 2, 2, 2, 2],
      [0, 0, 0, 0, 0, 0, 0, 0],
    ]);
  });

  it('latencySpikes spikes once, the sooner the larger the value', () => {
    const spikes = latencySpikes(tensor([1, 0.75, 0.1, 0, 3]), { time: 4 })
      .transpose()
      .toArray();
    expect(spikes).toEqual([
      [1, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 0, 1],
      [0, 0, 0, 0],
      [1, 0, 0, 0],
    ]);
  });

  it('deltaModulation follows a signal up and down', () => {
    const signal = tensor([[0], [0.5], [1.25], [1], [-0.5], [-0.5]]);
    const expected = [
      [0, 0],
      [1, 0],
      [1, 0],
      [0, 0],
      [0, 3],
      [0, 0],
    ];
    expect(deltaModulation(signal, 0.5).toArray()).toEqual(expected);
    expect(deltaModulation(signal.expandDims(0), 0.5).toArray()).toEqual([expected]);
  });

  it('rasterOfEvents counts the events of each time step', () => {
    const events = [
      { time: 0, channel: 1 },
      { time: 0.003, channel: 0 },
      { time: 0.0035, channel: 0 },
    ];
    expect(rasterOfEvents(events, { channels: 2, duration: 0.004 }).toArray()).toEqual([
      [0, 1],
      [0, 0],
      [0, 0],
      [2, 0],
    ]);
  });

  it('report what does not fit', () => {
    expect(() => poissonSpikes(key(0), zeros([2]), { time: 0 })).toThrow(
      'poissonSpikes: expected time to be a whole number of steps from 1, got 0',
    );
    expect(() => latencySpikes(zeros([]), { time: 2 })).toThrow(
      'expected values [channels] or [batch, channels], got f32[]',
    );
    expect(() => deltaModulation(zeros([3, 1]), 0)).toThrow(
      'deltaModulation: expected a threshold above 0, got 0',
    );
    expect(() => deltaModulation(zeros([3]), 1)).toThrow('expected a signal [time, channels]');
    expect(() => rasterOfEvents([{ time: 0.01, channel: 0 }], { channels: 2, duration: 0.01 })).toThrow(
      'rasterOfEvents: event 0 (0.01 s, channel 0) is outside of 2 channels and 0.01 s',
    );
    expect(() => rasterOfEvents([], { channels: 0, duration: 1 })).toThrow('expected channels from 1');
  });
});
