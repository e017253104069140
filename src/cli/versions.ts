import { readFileSync } from 'node:fs';
import type { TutorialVersions } from '../evaluate/tutorialResult.ts';

/** What a result was made with: this package, the host and the machine. */
export function currentVersions(): TutorialVersions & { readonly v8: string } {
  return {
    limpet: packageVersion(),
    node: process.versions.node,
    v8: process.versions.v8,
    platform: `${process.platform} ${process.arch}`,
  };
}

/** The version in package.json, which stands beside dist/. */
export function packageVersion(): string {
  const description = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return String(description.version);
}
