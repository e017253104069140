import { expectOneOf, valueError } from '../errors.ts';
import { gaussianMismatch, hardwareModel } from '../hardware/index.ts';
import { familyOf } from '../nn/families.ts';
import { floatLeaves } from '../trace/index.ts';
import { checkLevels } from './checkLevels.ts';
import { type EvaluateHardwareOptions, evaluateHardware } from './evaluateMismatch.ts';
import { type Interval, meanInterval } from './meanInterval.ts';
import { type Metric, meanMetric } from './meanMetric.ts';
import { type WorstCaseOptions, worstCase } from './worstCase.ts';

/** How parameters are put into groups. */
export interface GroupOptions {
  /**
   * One group for each `parameter` (each tensor), `layer` (all but the last name of a path), `family` (weights, time constants, ...); or what a
   * function makes of paths. Default `parameter`.
   */
  readonly by?: 'parameter' | 'layer' | 'family' | ((path: string) => string);
}

/** What {@link sensitivity} takes. */
export interface SensitivityOptions<Parameters>
  extends Omit<EvaluateHardwareOptions<Parameters>, 'metric' | 'models' | 'times'>,
    GroupOptions {
  readonly metric: Metric<Parameters>;
  /** The level of Gaussian mismatch, a fraction of each parameter's size. */
  readonly level: number;
}

/** What {@link attackSensitivity} takes. */
export interface AttackSensitivityOptions<Parameters>
  extends Omit<WorstCaseOptions<Parameters>, 'levels' | 'select'>,
    GroupOptions {
  /** The size of the attack, a fraction of each parameter's size. */
  readonly level: number;
}

/** What it costs that one group of parameters is off. */
export interface SensitivityRow {
  readonly group: string;
  /** Elements of the group's parameters. */
  readonly size: number;
  /** The metric with this group perturbed: a mean over the data, and over chips if there are any. */
  readonly metric: number;
  /** The metric with the group perturbed less that of the network as it is: positive is bad for a loss, negative for an accuracy. */
  readonly cost: number;
}

/** A {@link SensitivityRow} that was measured on chips. */
export interface MismatchSensitivityRow extends SensitivityRow {
  /** Student's 95 % confidence interval of the cost; unbounded for one chip. */
  readonly costInterval: Interval;
  /** The metric of each chip. */
  readonly samples: readonly number[];
}

/**
 * Which parameters a network can least afford to have wrong: Gaussian mismatch on one group of parameters at a time, the others as trained. Rows come with
 * the largest cost, of either sign, first. Chip c deviates in a group exactly as chip c of `evaluateMismatch` does there.
 * @throws LimpetError (`value`) for a negative level, and where `by` finds no group; as `evaluateHardware`.
 * @example `sensitivity({ parameters, metric, data, level: 0.2, by: 'family' })`
 */
export async function sensitivity<Parameters>(
  options: SensitivityOptions<Parameters>,
): Promise<readonly MismatchSensitivityRow[]> {
  const { parameters, level, metric, data } = options;
  checkLevels('sensitivity', [level]);
  const groups = groupsOf('sensitivity', parameters, options);
  const nominal = meanMetric('sensitivity', metric, data)(parameters);
  const models = groups.map(({ contains }) => hardwareModel(gaussianMismatch(level, { select: contains })));
  const rows = await evaluateHardware({ ...options, models });
  return sorted(
    rows.map(({ samples, mean }, index) => ({
      ...nameOf(groups[index]),
      metric: mean,
      cost: mean - nominal,
      costInterval: meanInterval(samples.map((value) => value - nominal)),
      samples,
    })),
  );
}

/**
 * {@link sensitivity} to the worst case: one group of parameters is attacked at a time, as {@link worstCase} does.
 * @throws LimpetError (`value`) for a negative level, and where `by` finds no group; as `worstCase`.
 * @example `attackSensitivity({ net, parameters, data, level: 0.1, by: 'layer', taskLoss: crossEntropy, metric: accuracy })`
 */
export async function attackSensitivity<Parameters>(
  options: AttackSensitivityOptions<Parameters>,
): Promise<readonly SensitivityRow[]> {
  const { level, onProgress, signal, ...rest } = options;
  const groups = groupsOf('attackSensitivity', options.parameters, options);
  const found: SensitivityRow[] = [];
  for (const [index, group] of groups.entries()) {
    const [row] = await worstCase({
      ...rest,
      levels: [level],
      select: group.contains,
      ...(signal && { signal }),
      onProgress: (done, total) => onProgress?.(index * total + done, groups.length * total),
    });
    if (row === undefined) break;
    found.push({ ...nameOf(group), metric: row.metric, cost: row.metric - row.nominalMetric });
  }
  return sorted(found);
}

interface Group {
  readonly group: string;
  readonly size: number;
  readonly contains: (path: string) => boolean;
}

const nameOf = (group: Group | undefined) => ({ group: group?.group ?? '', size: group?.size ?? 0 });

const sorted = <Row extends SensitivityRow>(rows: readonly Row[]): readonly Row[] =>
  [...rows].sort((a, b) => Math.abs(b.cost) - Math.abs(a.cost));

/** The groups of the f32 parameters, in the order in which the tree has them. */
function groupsOf(what: string, parameters: unknown, { by = 'parameter' }: GroupOptions): Group[] {
  if (typeof by !== 'function') expectOneOf(`${what}: expected by`, by, Object.keys(groupNames));
  const nameBy = typeof by === 'function' ? by : groupNames[by];
  const { tensors, paths } = floatLeaves(parameters);
  const sizes = new Map<string, number>();
  for (const [index, path] of paths.entries()) {
    sizes.set(nameBy(path), (sizes.get(nameBy(path)) ?? 0) + (tensors[index]?.size ?? 0));
  }
  if (sizes.size === 0)
    throw valueError(`${what}: the network has no f32 parameters, so there is nothing to perturb`);
  return [...sizes].map(([group, size]) => ({ group, size, contains: (path) => nameBy(path) === group }));
}

const groupNames = {
  parameter: (path: string): string => path,
  layer: (path: string): string => path.split('.').slice(0, -1).join('.') || 'network',
  family: (path: string): string => familyOf(path) ?? 'others',
};
