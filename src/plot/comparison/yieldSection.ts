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
      'Lines are fractions of the chips that were measured; the fraction of all chips is within the 95 % interval of Clopper and Pearson in the table (for up to three methods ' +
      'also a shade), which is wide where few chips were measured.',
    figure: (rows, figureOptions = {}) => {
      const yields = yieldsOf(rows);
      if (yields.length === 0) return undefined;
      const methods = methodsOf(yields);
      const shaded = methods.length <= MOST_SHADES;
      const curves = methods.map((method) => ({
        name: method,
        style: methodsOf(rows).indexOf(method),
        points: yields
          .filter((each) => each.method === method)
          .map(({ level, fraction, interval: { low, high } }) => ({
            ...{ x: level, y: 100 * fraction },
            ...(shaded && { low: 100 * low, high: 100 * high }),
          })),
      }));
      const ends = methods.flatMap((method) => {
        const last = yields.findLast((each) => each.method === method);
        return last === undefined ? [] : [`${method}: ${yieldText(last).join(' % ')} at ${last.level}.`];
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

/** Accuracies are means of float32 ones: 9 of 10 may be less than 0.9 by this, while one image of a million more or less is as much. */
const ROUNDING = 1e-6;

/** More shades than these hide each other. */
const MOST_SHADES = 3;

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
      return [{ method, level, ...yieldOf({ samples }, { atLeast: wanted - ROUNDING }) }];
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
      return found && yieldText(found);
    },
    strong: (method) => yieldAt(method)?.fraction === best,
  };
}

/** The fraction and its interval, in per cent. */
const yieldText = ({ fraction, interval }: Yield): [string, string] => {
  const [yielded, low, high] = [fraction, interval.low, interval.high].map((each) => (100 * each).toFixed(0));
  return [`${yielded}`, `(${low} to ${high})`];
};
