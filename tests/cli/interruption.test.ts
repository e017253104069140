import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { listenForInterruption } from '../../src/cli/interruption.ts';

function listen() {
  const source = new EventEmitter();
  const calls: string[] = [];
  let now = 5000;
  const handlers = { onFirst: () => calls.push('first'), onSecond: () => calls.push('second') };
  const signal = listenForInterruption(handlers, source, () => now);
  const interruptAt = (time: number) => {
    now = time;
    source.emit('SIGINT');
  };
  return { calls, signal, interruptAt };
}

describe('an interruption', () => {
  it('aborts the run the first time', () => {
    const { calls, signal, interruptAt } = listen();
    expect(signal.aborted).toBe(false);
    interruptAt(6000);
    expect(signal.aborted).toBe(true);
    expect(calls).toEqual(['first']);
  });

  it('counts once when it comes again within a second', () => {
    const { calls, interruptAt } = listen();
    for (const time of [6000, 6001, 6999, 7000]) interruptAt(time);
    expect(calls).toEqual(['first']);
  });

  it('ends at once when it comes again more than a second later', () => {
    const { calls, interruptAt } = listen();
    for (const time of [6000, 6001, 7001]) interruptAt(time);
    expect(calls).toEqual(['first', 'second']);
  });
});
