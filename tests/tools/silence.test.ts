import { describe, expect, it } from 'vitest';
import { takeConsoleCalls } from '../silence.ts';

describe('the watch over the console', () => {
  it('sees errors and warnings', () => {
    console.error('lost', 3);
    console.warn('late');
    expect(takeConsoleCalls()).toEqual(['error: lost 3', 'warn: late']);
  });

  it.fails('fails a test that warns unexpectedly', () => {
    console.warn('nobody expects this');
  });
});
