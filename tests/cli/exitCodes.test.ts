import { afterEach, describe, expect, it, vi } from 'vitest';
import { errorText, exitCodeOf, usageError } from '../../src/cli/exitCodes.ts';
import { valueError } from '../../src/errors.ts';

afterEach(() => vi.unstubAllEnvs());

describe('exit codes', () => {
  it('tell wrong use from failure', () => {
    expect([usageError('no'), valueError('no'), new Error('no'), 'no'].map(exitCodeOf)).toEqual([2, 1, 1, 1]);
  });
});

describe('the text of an error', () => {
  it('is one line', () => {
    expect(errorText(valueError('first\n  second'))).toBe('error: first second');
  });

  it('calls what is not our own error a bug, and says how to see more', () => {
    expect(errorText(new RangeError('too deep'))).toMatch(
      /^error: RangeError: too deep \(.*LIMPET_DEBUG=1.*\)$/,
    );
  });

  it('has the stack where LIMPET_DEBUG is set, and only there', () => {
    const error = valueError('no');
    vi.stubEnv('LIMPET_DEBUG', '');
    expect(errorText(error)).not.toContain('exitCodes.test.ts');
    vi.stubEnv('LIMPET_DEBUG', '1');
    expect(errorText(error)).toContain('exitCodes.test.ts');
  });
});
