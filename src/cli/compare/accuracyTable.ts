import { type ComparisonRow, comparisonCells } from '../../evaluate/index.ts';
import { plainTable } from '../plainTable.ts';

/**
 * The paper's table 1: by level, for each method a line of mean accuracies in per cent, one of their standard deviations and one of the worst
 * chips. In at most 79 columns for seven levels.
 */
export function accuracyTable(rows: readonly ComparisonRow[], measurement: string): string {
  const cells = comparisonCells(rows, measurement);
  const levels = [...new Set(cells.map(({ level }) => level))].sort((a, b) => a - b);
  const methods = [...new Set(cells.map(({ method }) => method))];
  const lines = methods.flatMap((method) => {
    const line = (head: string, sign: string, of: (cell: (typeof cells)[number]) => number): string[] => [
      head,
      ...levels.map((level) => {
        const cell = cells.find((each) => each.method === method && each.level === level);
        return cell === undefined ? '-' : `${sign}${(100 * of(cell)).toFixed(1)}`;
      }),
    ];
    return [
      line(method, '', ({ mean }) => mean),
      line('', '±', ({ std }) => std),
      line('  worst chip', '', ({ min }) => min),
    ];
  });
  const heads = levels.map((level) => ({ head: `${Number(level.toPrecision(4))}`, align: 'right' as const }));
  return plainTable([{ head: 'accuracy in %' }, ...heads], lines);
}
