#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { compareCommand } from './compare/command.ts';
import { errorText, exitCodeOf, exitCodes, oneLine } from './exitCodes.ts';
import { tutorialCommand } from './tutorial.ts';
import { verifyCommand } from './verify.ts';
import { packageVersion } from './versions.ts';

function limpetCommand(): Command {
  const program = new Command('limpet')
    .description(
      'Train neural networks that keep working on imperfect hardware, and measure how well they hold on.',
    )
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false);
  for (const command of [tutorialCommand(), compareCommand(), verifyCommand()]) {
    program.addCommand(command.helpOption('-h, --help', 'print this help'));
  }
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      outputError: (text, write) =>
        write(`${oneLine(text).replace(/\.$/, '')} (see ${commandPath(command)} --help)\n`),
    });
  }
  return program;
}

const commandPath = (command: Command): string =>
  command.parent === null ? command.name() : `${commandPath(command.parent)} ${command.name()}`;

async function run(args: readonly string[]): Promise<void> {
  const program = limpetCommand();
  if (args.length === 0) {
    program.outputHelp();
    return;
  }
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
      return;
    }
    process.stderr.write(`${errorText(error)}\n`);
    process.exitCode = exitCodeOf(error);
  }
}

/** A reader that has seen enough, such as `head`, closes the pipe: what is left to print is dropped. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

process.stdout.on('error', ignoreClosedPipe);
process.stderr.on('error', ignoreClosedPipe);
await run(process.argv.slice(2));
