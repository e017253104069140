import { type ComparisonCell, type ComparisonRow, comparisonCells } from '../../evaluate/comparison.ts';
import { robustnessFigure } from '../robustnessFigure.ts';
import { accuracyLines, accuracyMetric, accuracyTable } from './accuracySection.ts';
import type { ComparisonSection, SectionText } from './comparisonSection.ts';
import { methodsOf } from './methodTable.ts';

/** What {@link sensitivitySection} shows. */
export interface SensitivitySectionOptions extends SectionText {
  /** Rows name the measurement of a group of parameters by this, a dot and the group's name: `sensitivity.output`. Default: `name`. */
  readonly measurement?: string;
  /** What a group is, such as `layer`. */
  readonly groupName: string;
}

/** Accuracies where one group of parameters is off, by group in the order of the rows; in the table the worst group of each method is strong. */
export function sensitivitySection(options: SensitivitySectionOptions): ComparisonSection {
  const { name, measurement = name, title, text, groupName } = options;
  return {
    ...{ name, title, text },
    legend:
      'Marks are means, shades one standard deviation to either side; lines join the marks of a method.',
    figure: (rows, figureOptions = {}) => {
      const { cells, groups } = cellsByGroup(rows, measurement);
      if (cells.length === 0) return undefined;
      return robustnessFigure(accuracyLines(cells, methodsOf(rows)), {
        ...figureOptions,
        ...{
          id: name,
          metric: accuracyMetric,
          levelName: groupName,
          levelText: (level) => groups[level] ?? '',
        },
      });
    },
    table: (rows) => {
      const { cells, groups } = cellsByGroup(rows, measurement);
      const worst = new Map(
        methodsOf(cells).map((method) => [
          method,
          Math.min(...cells.filter((cell) => cell.method === method).map(({ mean }) => mean)),
        ]),
      );
      return accuracyTable(title, cells, {
        head: (level) => groups[level] ?? '',
        strong: ({ method, mean }) => mean === worst.get(method),
      });
    },
  };
}

/** The cells of a sensitivity, with the position of the group in the place of the level. */
function cellsByGroup(
  rows: readonly ComparisonRow[],
  measurement: string,
): { readonly cells: readonly ComparisonCell[]; readonly groups: readonly string[] } {
  const prefix = `${measurement}.`;
  const own = rows.filter((row) => row.measurement.startsWith(prefix));
  const groups = [...new Set(own.map((row) => row.measurement.slice(prefix.length)))];
  const placed = own.map((row) => ({
    ...{ ...row, measurement, level: groups.indexOf(row.measurement.slice(prefix.length)) },
  }));
  return { cells: comparisonCells(placed, measurement), groups };
}
