import { Command } from 'commander';
import { exitCodes } from './exitCodes.ts';
import { currentVersions } from './versions.ts';

const examples = `
Examples:
  $ limpet verify
  $ limpet verify --json

Exit codes: 0 agrees, 1 differs, 2 wrong use.`;

/** `limpet verify`: whether this machine computes the published bits. */
export function verifyCommand(): Command {
  return new Command('verify')
    .summary('check that this machine computes the same bits as every other')
    .description(
      'Trains a small network and runs random programs, hashes every bit of what comes out, and compares the hash with ' +
        'the published one.',
    )
    .option('--json', 'print the outcome as JSON')
    .addHelpText('after', examples)
    .action(async ({ json = false }: { readonly json?: boolean }) => {
      const [{ computeFingerprint }, { publishedFingerprint }] = await Promise.all([
        import('../evaluate/fingerprint.ts'),
        import('../evaluate/publishedFingerprint.ts'),
      ]);
      const { hash, parts } = await computeFingerprint();
      const outcome = {
        agrees: hash === publishedFingerprint,
        hash,
        published: publishedFingerprint,
        parts,
        versions: currentVersions(),
      };
      process.stdout.write(json ? `${JSON.stringify(outcome, undefined, 2)}\n` : verifyText(outcome));
      process.exitCode = outcome.agrees ? exitCodes.done : exitCodes.failed;
    });
}

interface VerifyOutcome {
  readonly agrees: boolean;
  readonly hash: string;
  readonly published: string;
  readonly parts: Readonly<Record<string, string>>;
  readonly versions: ReturnType<typeof currentVersions>;
}

function verifyText({ agrees, hash, published, parts, versions }: VerifyOutcome): string {
  const { limpet, node, v8, platform } = versions;
  const facts = [
    ['Fingerprint', hash],
    ['Published', published],
    ['Platform', platform],
    ['Node', `${node} (V8 ${v8})`],
    ['Limpet', limpet],
    ...(agrees ? [] : Object.entries(parts).map(([name, value]) => [`  ${name}`, value])),
  ];
  const width = Math.max(...facts.map(([name = '']) => name.length));
  const verdict = agrees
    ? 'agrees: this machine computes the published bits.'
    : 'differs: this machine computes other bits. Please report it with the lines above.';
  return `${facts.map(([name = '', value]) => `${name.padEnd(width)}  ${value}\n`).join('')}${verdict}\n`;
}
