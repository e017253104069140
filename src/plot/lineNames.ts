import * as Plot from '@observablehq/plot';
import { directLabelWidth } from './directLabels.ts';
import { drawPanel, type Panel } from './figure.ts';
import type { LineStyle } from './theme.ts';

/** A line and what it is called. */
export interface NamedLine {
  readonly name: string;
  readonly line: LineStyle;
}

/** Where the names of lines stand. */
export interface LineNames {
  /** Whether they stand at the ends of the lines. */
  readonly atEnds: boolean;
  /** Pixels to the right of the lines. */
  readonly marginRight: number;
  /** Pixels of the legend below the figure; 0 where there is none. */
  readonly legendHeight: number;
  /** The legend below a drawing of a height: nothing where there is none. */
  legendBelow(document: Document, height: number): readonly Panel[];
}

const rowHeight = 18;
const sampleWidth = 34;
const fontSize = 11.5;

/** Pixels of a name in the legend with its line and the gap after it; an estimate that errs on the wide side. */
const entryWidth = ({ name }: NamedLine): number => sampleWidth + 18 + 7.4 * name.length;

/** Names stand at the ends of their lines where that takes no more than a third of the width; else in a legend below, of one or two columns. */
export function lineNames(lines: readonly NamedLine[], width: number): LineNames {
  const wanted = directLabelWidth(lines.map(({ name }) => name));
  if (wanted <= width / 3) {
    return { atEnds: true, marginRight: wanted, legendHeight: 0, legendBelow: () => [] };
  }
  const half = Math.ceil(lines.length / 2);
  const first = Math.max(...lines.slice(0, half).map(entryWidth));
  const second = Math.max(0, ...lines.slice(half).map(entryWidth));
  const rows = first + second <= width ? half : lines.length;
  const legendHeight = rows * rowHeight + 8;
  const entries = lines.map((each, index) => ({
    ...each,
    x: index < rows ? 0 : first,
    y: (index % rows) * rowHeight + rowHeight / 2,
  }));
  const legendBelow = (document: Document, height: number): readonly Panel[] => {
    const plot = drawPanel(document, {
      ...{ width, height: legendHeight, margin: 0 },
      x: { type: 'linear', domain: [0, width], range: [0, width], axis: null },
      y: { type: 'linear', domain: [0, legendHeight], range: [0, legendHeight], axis: null },
      marks: entries.flatMap(entryMarks),
    });
    return [{ x: 0, y: height, plot }];
  };
  return { atEnds: false, marginRight: 24, legendHeight, legendBelow };
}

/** A piece of the line with its symbol, and the name beside it. */
function entryMarks({ name, line, x, y }: NamedLine & { readonly x: number; readonly y: number }) {
  return [
    Plot.ruleY([y], {
      ...{ y, x1: x, x2: x + sampleWidth },
      ...{ stroke: line.color, strokeWidth: 2.25, strokeDasharray: line.dash, className: 'legend' },
    }),
    Plot.dot([y], {
      ...{ x: x + sampleWidth / 2, y, symbol: line.symbol, fill: line.color, r: 3.5, className: 'legend' },
    }),
    Plot.text([name], {
      ...{
        x: x + sampleWidth + 6,
        y,
        text: (text: string) => text,
        textAnchor: 'start',
        className: 'legend',
      },
      ...{ fill: line.color, fontSize, fontWeight: 600 },
    }),
  ];
}
