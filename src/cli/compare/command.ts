import { Command } from 'commander';
import { addCompareOptions, type CompareOptions } from './options.ts';

const examples = `
Examples:
  $ limpet compare                  nine methods on the digits, some 20 minutes
  $ limpet compare --methods standard,adversarialWithNoise --epochs 2
  $ limpet compare --networks 2 --chips 100 --out out/paper

What is done is kept in the folder: the same command goes on where it was
stopped.
Exit codes: 0 done, 1 failed, 2 wrong use, 130 stopped by Ctrl-C.`;

/** `limpet compare`. What runs it is loaded when it is asked for. */
export function compareCommand(): Command {
  const command = new Command('compare')
    .summary('compare training methods by how well their networks hold on')
    .description(
      'Trains a network by each training method, measures all on the same simulated chips and under attack, prints the accuracies by ' +
        'mismatch level, and writes every number (CSV, JSON), the networks (safetensors) and a report with figures.',
    )
    .addHelpText('after', examples);
  return addCompareOptions(command).action(async (options: CompareOptions) => {
    const { runCompare } = await import('./runCompare.ts');
    process.exitCode = await runCompare(options);
  });
}
