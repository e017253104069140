import { describe, expect, it } from 'vitest';
import { isInstalled } from '../../tools/dependencies.mjs';

describe('isInstalled', () => {
  const lock = {
    packages: {
      '': { version: '0.1.0' },
      'node_modules/a': { version: '1.0.0' },
      'node_modules/a-windows': { version: '1.0.0', optional: true },
    },
  };

  it('accepts what npm installs on a platform that needs none of the optional packages', () => {
    expect(isInstalled(lock, { packages: { 'node_modules/a': { version: '1.0.0' } } })).toBe(true);
  });

  it('notices a missing package', () => {
    expect(isInstalled(lock, { packages: {} })).toBe(false);
  });

  it('notices a package of another version', () => {
    expect(isInstalled(lock, { packages: { 'node_modules/a': { version: '1.0.1' } } })).toBe(false);
  });
});
