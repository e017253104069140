import { describe, expect, it } from 'vitest';
import { comparisonLines } from '../../../src/cli/compare/comparisonProgress.ts';

const training = (step: number) =>
  ({
    kind: 'training',
    progress: { epoch: 1, epochs: 2, step, steps: 180, loss: 0.25, stepsPerSecond: 10, secondsLeft: 4 },
  }) as const;

describe('the progress of a comparison on something else than a terminal', () => {
  it('is a line of each network at most every ten seconds, and one at its end', () => {
    let [text, now] = ['', 0];
    const write = (part: unknown): boolean => {
      text += part;
      return true;
    };
    const { onProgress, onDone } = comparisonLines({ write }, 2, () => now);
    const job = { method: 'sam', seed: 1 } as const;
    for (let step = 1; step <= 180; step++) {
      now += 100;
      onProgress(job, training(step));
    }
    onProgress({ method: 'amp', seed: 0 }, { kind: 'measuring', measurement: 'mismatch', done: 3, total: 9 });
    onDone({ ...job, epochLosses: [], seconds: 18, rows: [] });
    expect(text.split('\n')).toEqual([
      'sam-1: epoch 1 of 2, loss 0.2500',
      'sam-1: epoch 1 of 2, loss 0.2500, 10 steps/s, 4.0 s left',
      'amp-0: measuring mismatch, level 4 of 9',
      'sam-1: trained and measured in 18.0 s (1 of 2)',
      '',
    ]);
  });
});
