import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';
import description from '../../package.json' with { type: 'json' };
import { inRoot } from '../../tools/root.mjs';

/** What a run of the command ended with and printed. */
export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run of the command under way. */
export interface Running {
  readonly process: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Ended>;
  /** Waits until standard error holds a text. */
  printed(text: string): Promise<void>;
}

/** Starts the built command. Output goes to pipes, so it is not on a terminal. */
export function startLimpet(args: readonly string[]): Running {
  const child = spawn(process.execPath, [inRoot(description.bin.limpet), ...args]);
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      texts[name] += chunk;
      child.emit('printed');
    });
  }
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (exitCode) => resolve({ exitCode, ...texts }));
  });
  const printed = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const check = () => texts.stderr.includes(text) && resolve();
      child.on('printed', check);
      child.on('close', () => reject(new Error(`ended without printing '${text}': ${texts.stderr}`)));
      check();
    });
  return { process: child, ended, printed };
}

/** Runs the built command to its end, in a test: it is killed when the test ends before. */
export function runLimpet(...args: string[]): Promise<Ended> {
  const running = startLimpet(args);
  onTestFinished(() => void running.process.kill('SIGKILL'));
  return running.ended;
}
