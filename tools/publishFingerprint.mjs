// @ts-check
// node tools/publishFingerprint.mjs: writes the hash that this version computes as the published one. Run it when a change
// of the engine means to change bits, and say so in the changelog.
import { writeFileSync } from 'node:fs';
import { inRoot } from './root.mjs';
import { setUp } from './setUp.mjs';

setUp({ browserTests: false });
const { computeFingerprint } = await import('../dist/evaluate/fingerprint.js');
const { hash } = await computeFingerprint();
const source = `/** The hash of {@link computeFingerprint} that every machine should reach with this version. */
export const publishedFingerprint = '${hash}';
`;
writeFileSync(inRoot('src/evaluate/publishedFingerprint.ts'), source);
console.log(hash);
