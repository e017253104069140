import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TrainingClock } from '../../src/train/trainingClock.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a training clock', () => {
  it('counts seconds from the start, and steps a second from the end of the first one, which compiles', () => {
    const clock = new TrainingClock(10);
    vi.advanceTimersByTime(3000);
    clock.tick(1);
    expect(clock.rate.stepsPerSecond).toBeCloseTo(1 / 3, 12);
    vi.advanceTimersByTime(500);
    clock.tick(3);
    expect(clock.seconds).toBe(3.5);
    expect(clock.rate).toEqual({ stepsPerSecond: 4, secondsLeft: 7 / 4 });
    clock.tick(9);
    expect(clock.rate.secondsLeft).toBe(1 / 16);
    clock.tick(10);
    expect(clock.rate.secondsLeft).toBe(0);
  });

  it('knows no rate before time has passed', () => {
    const clock = new TrainingClock(10);
    clock.tick(1);
    expect(clock.rate).toEqual({ stepsPerSecond: 0, secondsLeft: 0 });
  });

  it('says once that an interval, or a slice of 30 ms, is over', () => {
    const clock = new TrainingClock(10);
    vi.advanceTimersByTime(29);
    clock.tick(1);
    expect([clock.every(100), clock.sliceIsOver()]).toEqual([false, false]);
    vi.advanceTimersByTime(71);
    clock.tick(2);
    expect([clock.every(100), clock.sliceIsOver()]).toEqual([true, true]);
    expect([clock.every(100), clock.sliceIsOver()]).toEqual([false, false]);
  });
});
