import type { LossCurve } from 'limpet/plot';
import type { MeasuringChapter } from './measuring.ts';
import { stepsPerEpoch } from './taskSize.ts';
import type { TrainingRun } from './trainingRun.ts';

/** A figure of the page that can be saved. */
export interface FigureToSave {
  /** Of its files. */
  readonly name: string;
  readonly label: string;
  /** @throws Error where there is nothing to draw yet; the message says what to do first. */
  draw(): Promise<SVGSVGElement>;
}

const memory = '“Memory that drifts”';

/** All figures that can be saved. */
export function figuresToSave(
  measuring: MeasuringChapter,
  shown: () => TrainingRun | undefined,
): readonly FigureToSave[] {
  return [
    onPage('chips-robust', 'the robust network on 20 chips', '#robust-fan .plot svg', 'chapter 1'),
    onPage('chips-standard', 'the standard network on 20 chips', '#standard-fan .plot svg', 'chapter 1'),
    onPage('attack-robust', 'the robust network under attack', '#robust-attack .plot svg', 'chapter 2'),
    onPage('attack-standard', 'the standard network under attack', '#standard-attack .plot svg', 'chapter 2'),
    onPage('memory-robust', 'the robust network in memory that drifts', '#robust-memory .plot svg', memory),
    onPage(
      'memory-standard',
      'the standard network in memory that drifts',
      '#standard-memory .plot svg',
      memory,
    ),
    {
      name: 'task',
      label: 'the task’s data',
      draw: async () => found('#data-set svg', 'chapter 4'),
    },
    { name: 'losses', label: 'the training losses', draw: () => lossFigure(present(shown())) },
    {
      name: 'robustness',
      label: 'the robustness',
      async draw() {
        const { robustnessFigure } = await import('limpet/plot');
        const { networks, referenceName } = measured(measuring);
        return robustnessFigure(networks, { referenceName });
      },
    },
  ];
}

/** A chart of the page as it is. */
const onPage = (name: string, label: string, selector: string, place: string): FigureToSave => ({
  name,
  label,
  async draw() {
    const { chartFigure } = await import('./chartFigure.ts');
    return chartFigure(found(selector, place));
  },
});

function found(selector: string, place: string): SVGSVGElement {
  const figure = document.querySelector<SVGSVGElement>(selector);
  if (figure === null) throw new Error(`This figure is not drawn yet: look at ${place} first.`);
  return figure;
}

/** The networks on the page. @throws Error before there are any. */
export function present(run: TrainingRun | undefined): TrainingRun {
  if (run === undefined) throw new Error('The networks are not loaded yet: try again in a moment.');
  return run;
}

/** A chapter that has measured. @throws Error where it has not. */
export function measured(measuring: MeasuringChapter): MeasuringChapter {
  if (measuring.measurements.length === 0) {
    throw new Error('There are no measurements yet: press Measure in chapter 6 first.');
  }
  return measuring;
}

async function lossFigure({ losses }: TrainingRun): Promise<SVGSVGElement> {
  if (losses === undefined || losses.robust.length === 0) {
    throw new Error(
      'The losses of these networks are not known: train your own in chapter 5, then choose “your own” in chapter 1.',
    );
  }
  const [{ lossCurveFigure }, { meanByEpoch }] = await Promise.all([
    import('limpet/plot'),
    import('limpet/train'),
  ]);
  const curves = (['robust', 'standard'] as const).map((name, style): LossCurve => {
    const stepLosses = losses[name];
    return { name, style, epochLosses: meanByEpoch(stepLosses, stepsPerEpoch), stepLosses, stepsPerEpoch };
  });
  return lossCurveFigure(curves);
}
