import { type ComparisonCell, type ComparisonRow, comparisonCells } from '../../evaluate/comparison.ts';
import { robustnessFigure } from '../robustnessFigure.ts';
import { accuracyLines } from './accuracySection.ts';
import type { ComparisonSection, SectionText } from './comparisonSection.ts';
import { levelsOf, type MethodColumn, methodsOf, methodTable, percent } from './methodTable.ts';

/** What {@link sensitivitySection} shows. */
export interface SensitivitySectionOptions extends SectionText {
  /**
   * Rows name the measurement of a group of parameters by this, a dot and the group's name: `sensitivity.output`; and `sensitivity.none` that of the network as it
   * is. Default: `name`.
   */
  readonly measurement?: string;
  /** What a group is, such as `layer`. */
  readonly groupName: string;
}

/**
 * What it costs in accuracy that one group of parameters is off, by group in the order of the rows, against the network as it is, without which there is nothing to
 * show; in the table the worst group of each method is strong.
 */
export function sensitivitySection(options: SensitivitySectionOptions): ComparisonSection {
  const { name, measurement = name, title, text, groupName } = options;
  return {
    ...{ name, title, text },
    legend:
      'Marks are means, shades one standard deviation to either side; lines join the marks of a method.',
    figure: (rows, figureOptions = {}) => {
      const { cells, groups } = costsOf(rows, measurement);
      if (cells.length === 0) return undefined;
      return robustnessFigure(accuracyLines(cells, methodsOf(rows)), {
        ...figureOptions,
        ...{ id: name, metric: 'accuracy lost (points)', levelName: groupName },
        levelText: (level) => groups[level] ?? '',
      });
    },
    table: (rows) => {
      const { cells, groups } = costsOf(rows, measurement);
      const columns = levelsOf(cells).map((level) => costColumn(cells, level, groups[level] ?? ''));
      return methodTable({ title, corner: 'points lost', columns, methods: methodsOf(cells) });
    },
  };
}

function costColumn(cells: readonly ComparisonCell[], level: number, group: string): MethodColumn {
  const cellOf = (method: string) => cells.find((cell) => cell.method === method && cell.level === level);
  const worst = (method: string): number =>
    Math.max(...cells.filter((cell) => cell.method === method).map(({ mean }) => mean));
  return {
    head: group,
    parts: [{ head: 'mean' }, { head: '± std', spread: true }, { head: 'most' }],
    cells: (method) => {
      const cell = cellOf(method);
      return cell && [percent(cell.mean), `± ${percent(cell.std)}`, percent(cell.max)];
    },
    strong: (method) => cellOf(method)?.mean === worst(method),
  };
}

/** The accuracy that is lost, with the position of the group in the place of the level. */
function costsOf(
  rows: readonly ComparisonRow[],
  measurement: string,
): { readonly cells: readonly ComparisonCell[]; readonly groups: readonly string[] } {
  const prefix = `${measurement}.`;
  const own = rows.filter((row) => row.measurement.startsWith(prefix));
  const networkName = ({ method, seed }: ComparisonRow): string => JSON.stringify([method, seed]);
  const nominal = new Map(
    own
      .filter((row) => row.measurement === `${prefix}none`)
      .map((row) => [networkName(row), row.value] as const),
  );
  const off = own.filter((row) => row.measurement !== `${prefix}none`);
  const groupOf = (row: ComparisonRow): string => row.measurement.slice(prefix.length);
  const groups = [...new Set(off.map(groupOf))];
  const costs = off.flatMap((row) => {
    const before = nominal.get(networkName(row));
    if (before === undefined) return [];
    return [{ ...row, measurement, level: groups.indexOf(groupOf(row)), value: before - row.value }];
  });
  return { cells: comparisonCells(costs, measurement), groups };
}
