import type { TutorialResult } from '../evaluate/tutorialResult.ts';

/** A loss with five decimals, as the tables need to show both .00006 and .98677. */
export function lossText(loss: number): string {
  return Math.abs(loss) < 1e6 ? loss.toFixed(5) : loss.toExponential(3);
}

/** A relative difference in per cent, with its sign: `+0.4 %`. */
export function differenceText(difference: number | undefined): string {
  if (difference === undefined) return '\u2013';
  const size = percentText(Math.abs(difference));
  if (size === percentText(0)) return size;
  return `${difference < 0 ? '\u2212' : '+'}${size}`;
}

/** A fraction in per cent: `0.4 %`. */
export function percentText(fraction: number): string {
  const percent = fraction * 100;
  return `${percent.toFixed(percent < 99.95 ? 1 : 0)}\u00a0%`;
}

/** A duration: `8.4 s`, `2 min 05 s`, `1 h 02 min`. */
export function durationText(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(1)}\u00a0s`;
  const whole = Math.round(seconds);
  const parts = (big: number, bigUnit: string, small: number, smallUnit: string) =>
    `${big}\u00a0${bigUnit} ${`${small}`.padStart(2, '0')}\u00a0${smallUnit}`;
  if (whole < 3600) return parts(Math.floor(whole / 60), 'min', whole % 60, 's');
  const minutes = Math.round(whole / 60);
  return parts(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

/** The networks of a run, in the order of every table and figure. */
export const networkNames = ['robust', 'standard'] as const;

/** The name of a network as figures and tables show it. */
export function networkTitle(name: (typeof networkNames)[number]): string {
  return name === 'robust' ? 'Robust' : 'Standard';
}

/** The networks that a result's table holds. */
export function measuredNetworks(result: TutorialResult) {
  return networkNames.filter((name) => result.table.some((row) => row[name] !== undefined));
}
