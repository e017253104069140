import type { ComparisonRow } from '../../evaluate/comparison.ts';
import { type Yield, yieldOf } from '../../evaluate/yieldOf.ts';
import { curvesFigure } from '../curvesFigure.ts';
import type { ComparisonSection, SectionText } from './comparisonSection.ts';
import { levelsOf, type MethodColumn, methodsOf, methodTable, percent } from './methodTable.ts';

/** What {@link yieldSection} shows. */
export interface YieldSectionOptions extends SectionText {
  /** As rows name it. Their values are accuracies from 0 to 1 of chips. */
  readonly measurement: string;
  /** What levels are, such as `mismatch level`. */
  readonly levelName: string;
  /** The least accuracy of a chip that works. */
  readonly wanted: number;
}

/**
 * The fraction of chips that reach a wanted accuracy, by level, with its 95 % interval (see `yieldOf`); where levels are 0, all chips are one, so that there is
 * none. The largest fraction of a level is strong in the table.
 */
export function yieldSection(options: YieldSectionOptions): ComparisonSection {
  const { name, title, text, measurement, levelName, wanted } = options;
  const yieldsOf = (rows: readonly ComparisonRow[]) => yieldsByMethod(rows, measurement, wanted);
  return {
    ...{ name, title, text },
    legend:
      'Lines are fractions of the chips that were measured, shades 95 % intervals of Clopper and Pearson for all chips.',
    figure: (rows, figureOptions = {}) => {
      const yields = yieldsOf(rows);
      if (yields.length === 0) return undefined;
      const curves = methodsOf(yields).map((method) => ({
        name: method,
        style: methodsOf(rows).indexOf(method),
        points: yields
          .filter((each) => each.method === method)
          .map(({ level, fraction, interval: { low, high } }) => ({
            ...{ x: level, y: 100 * fraction, low: 100 * low, high: 100 * high },
          })),
      }));
      const ends = curves.map((curve) => {
        const last = curve.points.at(-1);
        return `${curve.name}: ${last?.y.toFixed(0)} % (${last?.low.toFixed(0)} to ${last?.high.toFixed(0)} %) at ${last?.x}.`;
      });
      return curvesFigure(
        curves,
        {
          id: name,
          title: `Yield by ${levelName}`,
          description: `Fraction of chips whose accuracy is ${percent(wanted)} % or more, by ${levelName}, with its 95 % confidence interval. ${ends.join(' ')}`,
          xLabel: levelName,
          yLabel: 'yield (%)',
          xTicks: levelsOf(yields),
        },
        figureOptions,
      );
    },
    table: (rows) => {
      const yields = yieldsOf(rows);
      const columns = levelsOf(yields).map((level) => yieldColumn(yields, level, levelName));
      return methodTable({ title, corner: 'yield in %', columns, methods: methodsOf(yields) });
    },
  };
}

interface MethodYield extends Yield {
  readonly method: string;
  readonly level: number;
}

/** By method, and by level, ascending. */
function yieldsByMethod(rows: readonly ComparisonRow[], measurement: string, wanted: number): MethodYield[] {
  const own = rows.filter((row) => row.measurement === measurement && row.level !== 0);
  return methodsOf(own).flatMap((method) =>
    levelsOf(own).flatMap((level) => {
      const chips = own.filter((row) => row.method === method && row.level === level);
      if (chips.length === 0) return [];
      const samples = chips.map(({ value }) => value);
      return [{ method, level, ...yieldOf({ samples }, { atLeast: wanted }) }];
    }),
  );
}

function yieldColumn(yields: readonly MethodYield[], level: number, levelName: string): MethodColumn {
  const yieldAt = (method: string) => yields.find((each) => each.method === method && each.level === level);
  const best = Math.max(...yields.filter((each) => each.level === level).map(({ fraction }) => fraction));
  return {
    head: `${levelName} ${level}`,
    parts: [{ head: 'yield' }, { head: '(95 % interval)', spread: true }],
    cells: (method) => {
      const found = yieldAt(method);
      const { low, high } = found?.interval ?? {};
      if (found === undefined || low === undefined || high === undefined) return undefined;
      return [(100 * found.fraction).toFixed(0), `(${(100 * low).toFixed(0)} to ${(100 * high).toFixed(0)})`];
    },
    strong: (method) => yieldAt(method)?.fraction === best,
  };
}
