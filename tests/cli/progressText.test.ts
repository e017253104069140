import { describe, expect, it } from 'vitest';
import {
  barLine,
  measuringState,
  plainDuration,
  shortNumber,
  trainingParts,
  trainingState,
} from '../../src/cli/progressText.ts';

const progress = {
  epoch: 136,
  epochs: 300,
  step: 40_500,
  steps: 90_000,
  loss: 0.0123456,
  stepsPerSecond: 416.7,
  secondsLeft: 118.8,
};

describe('the state of a training run', () => {
  it('is the share of steps made, loss, speed and time left', () => {
    expect(trainingState(progress)).toEqual({
      share: 0.45,
      detail: 'loss 0.01235  417 steps/s  1 min 59 s left',
    });
  });

  it('says nothing about speed at the first step, which compiles', () => {
    expect(trainingParts({ ...progress, step: 1 })).toEqual(['loss 0.01235']);
  });

  it('says at the last step that it is done', () => {
    expect(trainingParts({ ...progress, step: 90_000 }).at(-1)).toBe('trained');
  });
});

describe('the state of a measurement', () => {
  it('counts chips', () => {
    expect(measuringState(35, 140)).toEqual({ share: 0.25, detail: 'measuring, chip 35 of 140' });
    expect(measuringState(140, 140)).toEqual({ share: 1, detail: 'trained and measured' });
  });
});

describe('barLine', () => {
  it('shows name, bar, per cent and detail', () => {
    expect(barLine('Robust', trainingState(progress), 80)).toBe(
      'Robust    ███████░░░░░░░░░  45%  loss 0.01235  417 steps/s  1 min 59 s left',
    );
  });

  it('fits terminals of any width on one line', () => {
    const longest = { share: 1, detail: 'loss -1.23e+25  123456 steps/s  23 min 59 s left' };
    for (const columns of [1, 10, 40, 79, 80, 100, 200]) {
      expect(barLine('Standard', longest, columns).length).toBeLessThan(columns);
    }
  });

  it('shows the longest detail of a whole run at 80 columns', () => {
    const detail = 'loss 1.23e-5  12345 steps/s  12 min 05 s left';
    expect(barLine('Standard', { share: 0.5, detail }, 80)).toMatch(/left$/);
  });

  it('is never full before the end', () => {
    expect(barLine('Robust', { share: 0.999, detail: '' }, 80)).toContain(' 99%');
  });
});

describe('numbers in progress', () => {
  it('have four digits, and powers of ten where they are small or large', () => {
    expect([1.5405165, 0.000123456, 0.0000554, 123456, 0].map(shortNumber)).toEqual([
      ...['1.541', '0.0001235', '5.54e-5', '1.23e+5', '0.000'],
    ]);
  });

  it('are durations with ordinary spaces', () => {
    expect([8.44, 125, 3720].map(plainDuration)).toEqual(['8.4 s', '2 min 05 s', '1 h 02 min']);
  });
});
