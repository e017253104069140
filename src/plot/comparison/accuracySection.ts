import { type ComparisonCell, comparisonCells } from '../../evaluate/comparison.ts';
import type { Markup } from '../markup.ts';
import { type RobustnessNetwork, robustnessFigure } from '../robustnessFigure.ts';
import type { ComparisonSection, SectionText } from './comparisonSection.ts';
import { levelsOf, type MethodColumn, methodsOf, methodTable, percent } from './methodTable.ts';

/** What {@link accuracySection} shows. */
export interface AccuracySectionOptions extends SectionText {
  /** As rows name it. Their values are accuracies from 0 to 1. Default: `name`. */
  readonly measurement?: string;
  /** What levels are, such as `mismatch level`. */
  readonly levelName: string;
  /** What is written of a level. Default: the number, in the table after the name of levels. */
  readonly levelText?: (level: number) => string;
  /** Whether the figure has levels by their logarithm. Default false. */
  readonly logarithmic?: boolean;
}

/** Accuracies by level: mean and standard deviation as lines and shades, and with the minimum as a table, where the best mean of a level is strong. */
export function accuracySection(options: AccuracySectionOptions): ComparisonSection {
  const { name, measurement = name, title, text, levelName, levelText, logarithmic = false } = options;
  return {
    ...{ name, title, text },
    legend: 'Lines are means, shades one standard deviation to either side.',
    figure: (rows, figureOptions = {}) => {
      const networks = accuracyLines(comparisonCells(rows, measurement), methodsOf(rows));
      if (networks.length === 0) return undefined;
      return robustnessFigure(networks, {
        ...{ ...figureOptions, id: name, metric: accuracyMetric, levelName, logarithmic, fromZero: false },
        ...(levelText !== undefined && { levelText }),
      });
    },
    table: (rows) => {
      const cells = comparisonCells(rows, measurement);
      const best = new Map(
        levelsOf(cells).map((level) => [
          level,
          Math.max(...cells.filter((cell) => cell.level === level).map(({ mean }) => mean)),
        ]),
      );
      return accuracyTable(title, cells, {
        head: levelText ?? ((level) => `${levelName} ${level}`),
        strong: ({ level, mean }) => mean === best.get(level),
      });
    },
  };
}

/** The vertical axis of figures of accuracies. */
const accuracyMetric = 'accuracy (%)';

/**
 * The lines of a figure: mean accuracies in per cent by level, with one standard deviation.
 * @param methods all methods of the comparison, so that each looks the same in every figure.
 */
export function accuracyLines(
  cells: readonly ComparisonCell[],
  methods: readonly string[],
): RobustnessNetwork[] {
  return methodsOf(cells).map((method) => ({
    name: method,
    style: methods.indexOf(method),
    points: cells
      .filter((cell) => cell.method === method)
      .map(({ level, mean, std }) => ({ level, mean: 100 * mean, std: 100 * std }))
      .sort((a, b) => a.level - b.level),
  }));
}

/** What {@link accuracyTable} says of levels, and which means are strong. */
interface AccuracyTableText {
  readonly head: (level: number) => string;
  readonly strong: (cell: ComparisonCell) => boolean;
}

/** By method and level: mean, standard deviation and minimum, in per cent. */
export function accuracyTable(
  title: string,
  cells: readonly ComparisonCell[],
  { head, strong }: AccuracyTableText,
): Markup {
  const columns = levelsOf(cells).map((level): MethodColumn => {
    const cellOf = (method: string) => cells.find((cell) => cell.method === method && cell.level === level);
    return {
      head: head(level),
      parts: [{ head: 'mean' }, { head: '± std', spread: true }, { head: 'min' }],
      cells: (method) => {
        const cell = cellOf(method);
        return cell && [percent(cell.mean), `± ${percent(cell.std)}`, percent(cell.min)];
      },
      strong: (method) => {
        const cell = cellOf(method);
        return cell !== undefined && strong(cell);
      },
    };
  });
  return methodTable({ title, corner: 'accuracy in %', columns, methods: methodsOf(cells) });
}
