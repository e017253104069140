import { Command } from 'commander';
import { addTutorialOptions, type TutorialOptions } from './tutorialOptions.ts';

const examples = `
Examples:
  $ limpet tutorial                        the whole tutorial, some minutes
  $ limpet tutorial --epochs 10            a look at it, in seconds
  $ limpet tutorial --only robust --beta 0.5 --out out/beta
  $ limpet tutorial --levels 0,0.05,0.1 --samples 100 --json result.json

Ctrl-C stops the run and writes what is done, marked as partial.
Exit codes: 0 done, 1 failed, 2 wrong use, 130 stopped by Ctrl-C.`;

/** `limpet tutorial`. What runs it is loaded when it is asked for, so that help and errors come at once. */
export function tutorialCommand(): Command {
  const command = new Command('tutorial')
    .summary("train the tutorial's two networks and measure their robustness")
    .description(
      'Trains two networks on the same task, one against an adversary that shifts its parameters (robust) and one without ' +
        '(standard), measures both on simulated chips with mismatch, prints the table beside the one that the tutorial prints, ' +
        'and writes a report with figures.',
    )
    .addHelpText('after', examples);
  return addTutorialOptions(command).action(async (options: TutorialOptions) => {
    const { runTutorial } = await import('./runTutorial.ts');
    process.exitCode = await runTutorial(options);
  });
}
