import { valueError } from '../errors.ts';
import { type HardwareModel, type HardwareStage, hardwareModel } from '../hardware/index.ts';
import { type EvaluateHardwareOptions, evaluateHardware, type HardwareRow } from './evaluateMismatch.ts';
import { type Interval, meanInterval } from './meanInterval.ts';
import type { ChipMetric } from './meanMetric.ts';
import type { Statistics } from './statistics.ts';

/** What {@link ablate} takes. */
export interface AblateOptions<Parameters>
  extends Omit<EvaluateHardwareOptions<Parameters>, 'models' | 'times'> {
  readonly model: HardwareModel;
  /**
   * The metric without an effect that is none of parameters, by its name, such as that of a network whose `crossbarProduct` has one of its sizes at 0.
   * One called `everything` is measured on ideal hardware.
   */
  readonly metricWithout?: Readonly<Record<string, ChipMetric<Parameters>>>;
  /** Seconds since programming. Default 0. */
  readonly time?: number;
}

/** The measurements of a hardware model without one of its stages or effects. */
export interface AblationRow extends Statistics {
  /**
   * What is switched off: `stage`, `stage.effect` for an effect of a stage with several, a name of `metricWithout`, `everything` for ideal
   * hardware, or `nothing` for the whole model, which comes first.
   */
  readonly without: string;
  /** What it adds to the metric: the mean over chips of the metric of the whole model less that without it. Positive is bad for a loss. */
  readonly cost: number;
  /** Student's 95 % confidence interval of the cost, from differences between equal chips; unbounded for one chip. */
  readonly costInterval: Interval;
  readonly model: HardwareModel;
  /** The metric of each chip. */
  readonly samples: readonly number[];
}

/**
 * Switches off one stage of a hardware model at a time, and the effects of stages that have several, and says what each costs. The others keep their
 * draws, so that costs are differences between equal chips. Costs need not add up.
 * @throws LimpetError (`value`) where there is neither a stage nor a `metricWithout`; as {@link evaluateHardware}.
 * @example `for (const { without, cost } of await ablate({ parameters, metric, data, model })) console.log(without, cost)`
 */
export async function ablate<Parameters>(
  options: AblateOptions<Parameters>,
): Promise<readonly AblationRow[]> {
  const { model, time = 0, metric, metricWithout = {}, onProgress, ...rest } = options;
  const { stages } = model;
  const { everything = metric, ...others } = metricWithout;
  if (stages.length + Object.keys(metricWithout).length === 0) {
    throw valueError('ablate: expected a hardware model with at least one stage, got ideal hardware');
  }
  const variants: readonly Variant<Parameters>[] = [
    { without: 'nothing', model, metric },
    ...stages.flatMap((stage, place) =>
      withoutPartsOf(stages, stage, place).map((part) => ({ ...part, metric })),
    ),
    ...Object.entries(others).map(([without, own]) => ({ without, model, metric: own })),
    { without: 'everything', model: hardwareModel(), metric: everything },
  ];
  const rows = await measureVariants(variants, time, { ...rest, ...(onProgress && { onProgress }) });
  const whole = rows[0]?.samples ?? [];
  return rows.map(({ time: _, ...row }, place) => {
    const differences = row.samples.map((value, chip) => (whole[chip] ?? value) - value);
    const costInterval = meanInterval(differences);
    const cost = differences.reduce((sum, each) => sum + each, 0) / differences.length;
    return { ...row, without: variants[place]?.without ?? '', cost, costInterval };
  });
}

/** A hardware model and a metric, without something. */
interface Variant<Parameters> {
  readonly without: string;
  readonly model: HardwareModel;
  readonly metric: ChipMetric<Parameters>;
}

/** A row for each variant that was measured; neighbours with one metric share its program. */
async function measureVariants<Parameters>(
  variants: readonly Variant<Parameters>[],
  time: number,
  { onProgress, ...options }: Omit<EvaluateHardwareOptions<Parameters>, 'metric' | 'models' | 'times'>,
): Promise<readonly HardwareRow[]> {
  const rows: HardwareRow[] = [];
  const { samples = 20 } = options;
  for (let first = 0; first < variants.length; ) {
    const { metric } = variants[first] as Variant<Parameters>;
    const rest = variants.slice(first);
    const end = rest.findIndex((variant) => variant.metric !== metric);
    const shared = rest.slice(0, end < 0 ? undefined : end);
    const found = await evaluateHardware({
      ...options,
      metric,
      models: shared.map(({ model }) => model),
      times: [time],
      onProgress: (done) => onProgress?.(rows.length * samples + done, variants.length * samples),
    });
    rows.push(...found);
    if (found.length < shared.length) break;
    first += shared.length;
  }
  return rows;
}

/** The models without one stage, and without each of its effects. */
function withoutPartsOf(stages: readonly HardwareStage[], stage: HardwareStage, place: number) {
  const others = (own: readonly HardwareStage[]) =>
    hardwareModel(...stages.slice(0, place), ...own, ...stages.slice(place + 1));
  const effects = Object.entries(stage.without ?? {});
  return [
    { without: stage.name, model: others([]) },
    ...effects.map(([effect, make]) => ({ without: `${stage.name}.${effect}`, model: others([make()]) })),
  ];
}
