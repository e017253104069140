import { join } from 'node:path';
import { tutorialTask } from '../data/index.ts';
import { networksOf, tutorialResult } from '../evaluate/tutorial.ts';
import { exitCodes } from './exitCodes.ts';
import { stopOnInterruption } from './interruption.ts';
import { runInThreads } from './networkThreads.ts';
import { prepareFile, prepareFolder, writeWholeFile } from './outputFolder.ts';
import { progressOn, silentProgress } from './progress.ts';
import { resultJson, writeTutorialFiles } from './tutorialFiles.ts';
import { settingsOf, type TutorialOptions } from './tutorialOptions.ts';
import { tutorialSummary } from './tutorialSummary.ts';
import { currentVersions } from './versions.ts';

/**
 * Runs the tutorial as the flags ask: checks the places to write to, trains and measures in threads, writes the files and prints the
 * table. Stopped by Ctrl-C, it writes what was done.
 * @returns the exit code.
 * @throws LimpetError (`usage`) where the folder or the file cannot be written; any error of training.
 */
export async function runTutorial(options: TutorialOptions): Promise<number> {
  const settings = settingsOf(options);
  const { out, json, quiet = false } = options;
  await prepareFolder('--out', out);
  if (json !== undefined) await prepareFile('--json', json);

  const progress = quiet ? silentProgress : progressOn(process.stderr, networksOf(settings));
  const signal = stopOnInterruption(progress, 'Stopping; what is done will be written.');
  const networks = await runInThreads(settings, {
    onTraining: progress.training,
    onEvaluation: progress.measuring,
    signal,
  }).finally(progress.close);

  const result = tutorialResult(settings, currentVersions(), networks);
  const files = await writeTutorialFiles(out, result, networks, tutorialTask(settings.seed, settings.inputs));
  if (json !== undefined) await writeWholeFile(json, resultJson(result));
  if (!quiet) {
    const [report = '', ...others] = files;
    const places = [
      `Report       ${join(out, report)}`,
      `Beside it    ${others.join(', ')}`,
      `Fingerprint  ${result.hash}`,
    ];
    process.stdout.write(`${tutorialSummary(result)}\n\n${places.join('\n')}\n`);
  }
  return result.partial ? exitCodes.interrupted : exitCodes.done;
}
