import { lossCurveFigure, robustnessFigure, svgFile } from 'limpet/plot';
import { headlessDocument } from 'limpet/plot/headless';
import type { NetworkResult, Settings, Training } from './experiment.ts';

/** The two networks, the robust one first. */
export type Results = Readonly<Record<Training, NetworkResult>>;

/** What `result.json` holds: without the loss of every step and the accuracy of every chip. */
export interface Report {
  readonly settings: Settings;
  readonly networks: Readonly<
    Record<
      Training,
      {
        readonly epochLosses: readonly number[];
        readonly accuracy: readonly { readonly level: number; readonly mean: number; readonly std: number }[];
      }
    >
  >;
}

/** The part of the results that is the same on every machine. */
export function reportOf(settings: Settings, { robust, standard }: Results): Report {
  const summary = ({ epochLosses, accuracy }: NetworkResult) => ({
    epochLosses,
    accuracy: accuracy.map(({ level, mean, std }) => ({ level, mean, std })),
  });
  return { settings, networks: { robust: summary(robust), standard: summary(standard) } };
}

/** Test accuracy by mismatch level, as Markdown. */
export function accuracyTable({ networks: { robust, standard } }: Report): string {
  const percent = (value: number) => (100 * value).toFixed(1);
  const cell = (point: { readonly mean: number; readonly std: number } | undefined) =>
    point === undefined ? '' : `${percent(point.mean)} ± ${percent(point.std)}`;
  const rows = robust.accuracy.map((point, index) => {
    const other = standard.accuracy[index];
    const lead = other === undefined ? '' : percent(point.mean - other.mean);
    return `| ${point.level} | ${cell(point)} | ${cell(other)} | ${lead} |`;
  });
  return [
    '| mismatch level | robust, % | standard, % | difference |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

/** The figures as SVG files, by name. */
export function figuresOf({ robust, standard }: Results): Readonly<Record<string, string>> {
  const document = headlessDocument();
  const networks = [
    { name: 'robust', points: robust.accuracy },
    { name: 'standard', points: standard.accuracy },
  ];
  const curves = [
    { name: 'robust', ...robust },
    { name: 'standard', ...standard },
  ].map(({ name, epochLosses, stepLosses }) => ({ name, epochLosses, stepLosses }));
  return {
    'accuracy.svg': svgFile(robustnessFigure(networks, { document, metric: 'test accuracy' })),
    'losses.svg': svgFile(lossCurveFigure(curves, { document })),
  };
}
