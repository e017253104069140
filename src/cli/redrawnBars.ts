import type { WriteStream } from 'node:tty';
import { MultiBar } from 'cli-progress';
import { barLine } from './progressText.ts';

/** Bars of a terminal, redrawn ten times a second and taken away at the end; undefined where a stream cannot be redrawn. */
export function redrawnBars(stream: WriteStream): MultiBar | undefined {
  if (!stream.isTTY || process.env.TERM === 'dumb') return undefined;
  return new MultiBar({
    stream,
    fps: 10,
    hideCursor: true,
    clearOnComplete: true,
    gracefulExit: false,
    format: (_, { maxWidth }, { name, state }) => barLine(name, state, maxWidth),
  });
}

/** Leaves the terminal as it was. */
export function closeBars(bars: MultiBar): void {
  bars.update();
  bars.stop();
}
