import { valueError } from '../errors.ts';
import { type HardwareModel, type HardwareStage, hardwareModel } from '../hardware/index.ts';
import { type EvaluateHardwareOptions, evaluateHardware } from './evaluateMismatch.ts';
import { type Interval, meanInterval } from './meanInterval.ts';
import type { Statistics } from './statistics.ts';

/** What {@link ablate} takes. */
export interface AblateOptions<Parameters>
  extends Omit<EvaluateHardwareOptions<Parameters>, 'models' | 'times'> {
  readonly model: HardwareModel;
  /** Seconds since programming. Default 0. */
  readonly time?: number;
}

/** The measurements of a hardware model without one of its stages or effects. */
export interface AblationRow extends Statistics {
  /**
   * What is switched off: `stage`, `stage.effect` for an effect of a stage with several, `everything` for ideal hardware, or `nothing` for the
   * whole model, which comes first.
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
 * @throws LimpetError (`value`) for a model without stages; as {@link evaluateHardware}.
 * @example `for (const { without, cost } of await ablate({ parameters, metric, data, model })) console.log(without, cost)`
 */
export async function ablate<Parameters>(
  options: AblateOptions<Parameters>,
): Promise<readonly AblationRow[]> {
  const { model, time = 0, ...rest } = options;
  const { stages } = model;
  if (stages.length === 0) {
    throw valueError('ablate: expected a hardware model with at least one stage, got ideal hardware');
  }
  const variants = [
    { without: 'nothing', model },
    ...stages.flatMap((stage, place) => withoutPartsOf(stages, stage, place)),
    { without: 'everything', model: hardwareModel() },
  ];
  const rows = await evaluateHardware({
    ...rest,
    models: variants.map((variant) => variant.model),
    times: [time],
  });
  const whole = rows[0]?.samples ?? [];
  return rows.map(({ time: _, ...row }, place) => {
    const differences = row.samples.map((value, chip) => (whole[chip] ?? value) - value);
    const costInterval = meanInterval(differences);
    const cost = differences.reduce((sum, each) => sum + each, 0) / differences.length;
    return { ...row, without: variants[place]?.without ?? '', cost, costInterval };
  });
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
