import { Writable } from 'node:stream';
import type { WriteStream } from 'node:tty';
import { describe, expect, it } from 'vitest';
import { progressLines, progressOn } from '../../src/cli/progress.ts';

const stepOf = (step: number) => ({
  epoch: Math.ceil(step / 300),
  epochs: 10,
  step,
  steps: 3000,
  loss: 0.5,
  stepsPerSecond: 200,
  secondsLeft: (3000 - step) / 200,
});

/** A stream that keeps what is written to it, on a terminal of 80 columns or not. */
function recorder(isTTY: boolean): { stream: WriteStream; text: () => string } {
  let text = '';
  const stream = new Writable({
    write(chunk, _, done) {
      text += String(chunk);
      done();
    },
  });
  return { stream: Object.assign(stream, { isTTY, columns: 80, rows: 24 }) as WriteStream, text: () => text };
}

describe('progress on something else than a terminal', () => {
  it('is a line at the start, at most every ten seconds, and at the end of each phase', () => {
    const { stream, text } = recorder(false);
    let now = 0;
    const progress = progressLines(stream, () => now);
    for (let step = 1; step <= 3000; step++) {
      now += 5;
      progress.training('robust', stepOf(step));
    }
    for (let chip = 1; chip <= 140; chip++) progress.measuring('robust', chip, 140);
    expect(text().split('\n')).toEqual([
      'Robust: epoch 1 of 10, loss 0.5000',
      'Robust: epoch 7 of 10, loss 0.5000, 200 steps/s, 5.0 s left',
      'Robust: epoch 10 of 10, loss 0.5000, 200 steps/s, trained',
      'Robust: measured 140 of 140 chips',
      '',
    ]);
  });

  it('counts the seconds of each network', () => {
    const { stream, text } = recorder(false);
    const progress = progressLines(stream, () => 0);
    progress.training('robust', stepOf(1));
    progress.training('standard', stepOf(1));
    expect(text().split('\n').length).toBe(3);
  });

  it('has no control characters', () => {
    const { stream, text } = recorder(false);
    const progress = progressOn(stream, ['robust', 'standard']);
    progress.training('robust', stepOf(3000));
    progress.note('Stopping.');
    progress.close();
    expect(text()).toBe('Robust: epoch 10 of 10, loss 0.5000, 200 steps/s, trained\nStopping.\n');
  });
});

describe('progress on a terminal', () => {
  it('is a bar for each network, and leaves nothing behind but notes', async () => {
    const { stream, text } = recorder(true);
    const progress = progressOn(stream, ['robust', 'standard']);
    progress.training('robust', stepOf(1500));
    progress.measuring('standard', 7, 140);
    progress.note('Stopping.');
    await expect.poll(text).toContain(' 50%  loss 0.5000  200 steps/s  7.5 s left');
    expect(text()).toContain('  5%  measuring, chip 7 of 140');
    progress.close();
    const afterLastBar = text().slice(text().lastIndexOf('░'));
    expect(text()).toContain('Stopping.\n');
    expect(afterLastBar, 'the cursor is shown again').toContain('\x1b[?25h');
    expect(afterLastBar, 'lines are wrapped again').toContain('\x1b[?7h');
    expect(afterLastBar, 'the bars are cleared').toContain('\x1b[0J');
  });
});
