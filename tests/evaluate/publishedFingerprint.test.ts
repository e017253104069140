import { expect, it } from 'vitest';
import { computeFingerprint } from '../../src/evaluate/fingerprint.ts';
import { publishedFingerprint } from '../../src/evaluate/publishedFingerprint.ts';

it('is what the sources compute', async () => {
  expect((await computeFingerprint()).hash).toBe(publishedFingerprint);
});
