import { comparisonLandscapes } from '../../evaluate/comparison.ts';
import { statistics } from '../../evaluate/statistics.ts';
import { landscapeFigure } from '../landscapeFigure.ts';
import type { ComparisonSection, SectionText } from './comparisonSection.ts';
import { type MethodColumn, methodsOf, methodTable } from './methodTable.ts';

/** What {@link landscapeSection} shows. */
export interface LandscapeSectionOptions extends SectionText {
  /** As rows name it. Their values are losses, their levels places along directions. Default: `name`. */
  readonly measurement?: string;
  /** What the loss is, such as `cross entropy`. */
  readonly metric: string;
}

/** Losses along random directions: a figure of them, by their logarithm as they have no bound, and a table of slopes, where the smallest is strong. */
export function landscapeSection(options: LandscapeSectionOptions): ComparisonSection {
  const { name, measurement = name, title, text, metric } = options;
  return {
    ...{ name, title, text },
    legend: 'Lines are means over directions, shades go from the least to the largest.',
    figure: (rows, figureOptions = {}) => {
      const networks = comparisonLandscapes(rows, measurement).map(({ method, ...landscape }) => ({
        name: method,
        landscape,
        style: methodsOf(rows).indexOf(method),
      }));
      if (networks.length === 0) return undefined;
      const losses = networks.flatMap(({ landscape }) => landscape.losses.flat());
      const logarithmic = losses.every((loss) => loss > 0);
      return landscapeFigure(networks, { ...figureOptions, metric, logarithmic });
    },
    table: (rows) => {
      const landscapes = comparisonLandscapes(rows, measurement);
      const flattest = Math.min(...landscapes.map(({ slope }) => slope));
      const landscapeOf = (method: string) => landscapes.find((each) => each.method === method);
      const lossAt = (place: number): MethodColumn => ({
        head: `at α = ${place}`,
        parts: [{ head: 'mean' }, { head: '± std', spread: true }],
        cells: (method) => {
          const { alphas = [], losses = [] } = landscapeOf(method) ?? {};
          const values = losses.flatMap((along) => along[alphas.indexOf(place)] ?? []);
          return values.length === 0 ? undefined : meanAndStd(values);
        },
      });
      const slope: MethodColumn = {
        head: 'slope',
        parts: [{ head: 'mean' }, { head: '± std', spread: true }],
        cells: (method) => {
          const landscape = landscapeOf(method);
          return landscape && meanAndStd(landscape.slopes);
        },
        strong: (method) => landscapeOf(method)?.slope === flattest,
      };
      const [alphas = []] = landscapes.map((landscape) => landscape.alphas);
      const places = [alphas[0], alphas.find((alpha) => alpha === 0), alphas.at(-1)];
      const columns = [slope, ...places.flatMap((place) => (place === undefined ? [] : [lossAt(place)]))];
      const own = rows.filter((row) => row.measurement === measurement);
      return methodTable({ title, corner: metric, columns, methods: methodsOf(own) });
    },
  };
}

function meanAndStd(values: readonly number[]): [string, string] {
  const { mean, std } = statistics(values);
  return [mean.toFixed(3), `± ${std.toFixed(3)}`];
}
