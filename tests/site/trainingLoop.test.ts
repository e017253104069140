import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Answer } from '../../site/src/protocol.ts';
import { defaultSettings } from '../../site/src/settings.ts';
import { TrainingLoop } from '../../site/src/trainingLoop.ts';

afterEach(() => vi.restoreAllMocks());

describe('a training in a worker', () => {
  it('tells its rate once it has measured half a second of it', async () => {
    let now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => {
      now += 10;
      return now;
    });
    const answers: Extract<Answer, { kind: 'training' }>[] = [];
    await new Promise<void>((resolve, reject) => {
      const take = (answer: Answer): void => {
        if (answer.kind !== 'training') return;
        answers.push(answer);
        if (!answer.running) resolve();
      };
      const settings = { ...defaultSettings, inputs: 50, epochs: 1 };
      new TrainingLoop('standard', settings, undefined, take, reject).run();
    });
    const rates = answers.map(({ stepsPerSecond }) => stepsPerSecond);
    const unknown = rates.lastIndexOf(0) + 1;
    expect(rates.slice(0, unknown)).toEqual(new Array(unknown).fill(0));
    for (const rate of rates.slice(unknown)) expect(rate).toBeCloseTo(100, 9);
    const steps = answers.map(({ step }) => step);
    expect(steps[unknown - 1]).toBeLessThan(50 + 3);
    expect(steps[unknown]).toBeGreaterThanOrEqual(50);
    expect(answers.at(-1)?.step).toBe(300);
  });
});
