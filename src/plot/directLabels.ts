import * as Plot from '@observablehq/plot';
import { backgroundColor } from './theme.ts';

/** A name written at the end of its line, in place of a legend. */
export interface DirectLabel {
  readonly text: string;
  readonly color: string;
  /** Where the line ends, in the data's units. */
  readonly x: number;
  readonly y: number;
}

const lineHeight = 15;

/**
 * Marks that write names beside the ends of their lines, moved apart where they would overlap.
 * @param range where their middles may be, in pixels.
 */
export function directLabels(
  labels: readonly DirectLabel[],
  yPixel: (y: number) => number,
  range?: PixelRange,
): Plot.Markish[] {
  const wanted = labels.map((label) => yPixel(label.y));
  const placed = moveApart(wanted, lineHeight, range);
  return labels.map((label, index) =>
    Plot.text([label], {
      x: 'x',
      y: 'y',
      text: 'text',
      dx: 10,
      dy: (placed[index] ?? 0) - (wanted[index] ?? 0),
      textAnchor: 'start',
      fontWeight: 600,
      fontSize: 13,
      fill: label.color,
      stroke: backgroundColor,
      strokeWidth: 4,
      className: 'label',
    }),
  );
}

/** From the upper end to the lower one. */
type PixelRange = readonly [top: number, bottom: number];

/** Pixels a label of this text needs to the right of its line; an estimate that errs on the wide side. */
export function directLabelWidth(texts: readonly string[]): number {
  return 18 + 8.6 * Math.max(0, ...texts.map((text) => text.length));
}

/**
 * Positions at least `gap` apart, in the order of the wanted ones. Positions that are too close form a block centred on the
 * mean of what its members want, which is the least-squares solution (pool adjacent violators), and in a range, if one is given, the one as near as it allows. A
 * range that is too small is left at its lower end.
 */
export function moveApart(
  wanted: readonly number[],
  gap: number,
  [top, bottom]: PixelRange = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
): number[] {
  const order = wanted.map((_, index) => index).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  const blocks: { sum: number; members: number[] }[] = [];
  order.forEach((index, rank) => {
    let block = { sum: (wanted[index] ?? 0) - rank * gap, members: [index] };
    for (let last = blocks.at(-1); last !== undefined && mean(last) > mean(block); last = blocks.at(-1)) {
      blocks.pop();
      block = { sum: last.sum + block.sum, members: [...last.members, ...block.members] };
    }
    blocks.push(block);
  });
  const placed = new Array<number>(wanted.length).fill(0);
  let rank = 0;
  for (const block of blocks) {
    const first = Math.max(top, Math.min(bottom - gap * (wanted.length - 1), mean(block)));
    for (const index of block.members) placed[index] = first + gap * rank++;
  }
  return placed;
}

function mean({ sum, members }: { sum: number; members: readonly number[] }): number {
  return sum / members.length;
}
