import { fileError } from '../errors.ts';
import { readSafetensors, type StoredTensor, writeSafetensors } from '../files/index.ts';
import type { KeyOrder } from './evaluateMismatch.ts';
import { checkedRunSettings, parsedObject } from './runSettings.ts';
import type { NetworkName, TutorialSettings } from './tutorialResult.ts';

/** One network of a run. */
export interface RunNetwork {
  /** After the last training step, row-major: f32[inputs, 8] and f32[8, 2]. */
  readonly weights: readonly [first: Float32Array, second: Float32Array];
  /** The loss of every training step made. */
  readonly stepLosses?: Float32Array;
  /** Those that were measured, where they are not the ones after the last step. */
  readonly measuredWeights?: RunNetwork['weights'];
  /** By level, in the order of the settings, a loss for each chip. Fewer levels where measuring was stopped. */
  readonly measurements?: readonly (readonly number[])[];
  /** What training goes on with: tensors named `optimizerState.…`, and `key`. */
  readonly state?: Readonly<Record<string, StoredTensor>>;
}

/** Which chips were measured, as `mismatchChips` makes them again. */
export interface MeasuredChips {
  readonly keyOrder: KeyOrder;
  readonly seed: number;
}

/** What a run file holds. */
export interface Run {
  readonly settings: TutorialSettings;
  readonly chips?: MeasuredChips;
  readonly networks: Readonly<Partial<Record<NetworkName, RunNetwork>>>;
}

const FORMAT = 'limpet-run';
/** Files that tell which chips were measured are of the second version; others are of the first, for readers that know no more. */
const VERSIONS: readonly string[] = ['1', '2'];
const HIDDEN = 8;
const OUTPUTS = 2;
const names: readonly NetworkName[] = ['robust', 'standard'];

const refused = (reason: string) => fileError(`readRunFile: expected a run file of Limpet, but ${reason}`);

/**
 * The bytes of a run file: settings, networks, losses and measurements of a run of the tutorial as one safetensors file. The same run
 * gives the same bytes.
 * @throws LimpetError (`file`) where the weights do not fit the settings, or levels were measured on different numbers of chips.
 * Format: docs/runFile.md.
 */
export function writeRunFile({ settings, chips, networks }: Run): Uint8Array<ArrayBuffer> {
  const tensors = names.flatMap((name) =>
    Object.entries(tensorsOf(networks[name], settings)).map(([part, stored]) => [`${name}.${part}`, stored]),
  );
  const tellsChips = chips !== undefined || names.some((name) => networks[name]?.measuredWeights);
  const metadata = {
    format: FORMAT,
    version: tellsChips ? '2' : '1',
    settings: JSON.stringify(settings),
    ...(chips && { chips: JSON.stringify(chips) }),
  };
  return writeSafetensors({ tensors: Object.fromEntries(tensors), metadata });
}

function tensorsOf(network: RunNetwork | undefined, { inputs }: TutorialSettings) {
  if (network === undefined) return {};
  const { weights, stepLosses, measuredWeights, measurements = [], state } = network;
  const chips = measurements[0]?.length ?? 0;
  if (measurements.some((losses) => losses.length !== chips))
    throw fileError('writeRunFile: expected the same number of chips at each level');
  return {
    'parameters.0.weight': float([inputs, HIDDEN], weights[0]),
    'parameters.2.weight': float([HIDDEN, OUTPUTS], weights[1]),
    ...(measuredWeights && {
      'measuredParameters.0.weight': float([inputs, HIDDEN], measuredWeights[0]),
      'measuredParameters.2.weight': float([HIDDEN, OUTPUTS], measuredWeights[1]),
    }),
    ...(stepLosses && { losses: float([stepLosses.length], stepLosses) }),
    ...(chips > 0 && {
      measurements: {
        dtype: 'f64',
        shape: [measurements.length, chips],
        data: Float64Array.from(measurements.flat()),
      } satisfies StoredTensor,
    }),
    ...state,
  };
}

const float = (shape: readonly number[], data: Float32Array): StoredTensor => ({ dtype: 'f32', shape, data });

/**
 * What a run file holds.
 * @throws LimpetError (`file`) where the bytes are no whole safetensors file, the file is of another kind or version, or its settings or
 * tensors are none that a run can have, such as NaN.
 */
export function readRunFile(file: Uint8Array): Run {
  const { tensors, metadata } = readSafetensors(file);
  if (metadata.format !== FORMAT) {
    const found = metadata.format === undefined ? 'names no format' : `names the format “${metadata.format}”`;
    throw refused(`its metadata ${found}: it is a safetensors file of another kind`);
  }
  if (!VERSIONS.includes(metadata.version ?? '')) {
    throw refused(
      `it is of version “${metadata.version ?? ''}”, and this reader knows ${VERSIONS.join(' and ')}: use a newer Limpet`,
    );
  }
  const settings = checkedRunSettings(metadata.settings, refused);
  const networks = names.flatMap((name) => {
    const own = Object.entries(tensors).flatMap(([path, stored]) =>
      path.startsWith(`${name}.`) ? [[path.slice(name.length + 1), stored] as const] : [],
    );
    return own.length === 0 ? [] : [[name, networkOf(name, Object.fromEntries(own), settings)]];
  });
  const foreign = Object.keys(tensors).find((path) => !names.some((name) => path.startsWith(`${name}.`)));
  if (foreign !== undefined) throw refused(`it holds ${foreign}, which belongs to no network`);
  if (networks.length === 0) throw refused('it holds no network');
  const chips = metadata.chips === undefined ? undefined : chipsOf(metadata.chips);
  return { settings, ...(chips && { chips }), networks: Object.fromEntries(networks) };
}

function chipsOf(text: string): MeasuredChips {
  const { keyOrder, seed } = parsedObject('chips', text, refused);
  if (keyOrder !== 'chips' && keyOrder !== 'tutorial')
    throw refused(`the key order of its chips is ${JSON.stringify(keyOrder)}, and not chips or tutorial`);
  if (typeof seed !== 'number' || !Number.isInteger(seed) || seed < 0 || seed > 0xffffffff)
    throw refused(
      `the seed of its chips is ${JSON.stringify(seed)}, and not a whole number from 0 to 4294967295`,
    );
  return { keyOrder, seed };
}

function networkOf(
  name: NetworkName,
  tensors: Readonly<Record<string, StoredTensor>>,
  settings: TutorialSettings,
): RunNetwork {
  const {
    'parameters.0.weight': first,
    'parameters.2.weight': second,
    'measuredParameters.0.weight': measuredFirst,
    'measuredParameters.2.weight': measuredSecond,
    losses,
    measurements,
    ...state
  } = tensors;
  const foreign = Object.keys(state).find((path) => path !== 'key' && !path.startsWith('optimizerState.'));
  if (foreign !== undefined) throw refused(`it holds ${name}.${foreign}, which no run has`);
  for (const [path, { data }] of Object.entries(tensors)) {
    const place = data.findIndex((value) => !Number.isFinite(value));
    if (place >= 0) throw refused(`${name}.${path} holds ${data[place]} at place ${place}`);
  }
  const pair = (kind: string, one: StoredTensor | undefined, other: StoredTensor | undefined) =>
    [
      floats(`${name}.${kind}.0.weight`, one, [settings.inputs, HIDDEN]),
      floats(`${name}.${kind}.2.weight`, other, [HIDDEN, OUTPUTS]),
    ] as const;
  const isOther = measuredFirst !== undefined || measuredSecond !== undefined;
  return {
    weights: pair('parameters', first, second),
    ...(isOther && { measuredWeights: pair('measuredParameters', measuredFirst, measuredSecond) }),
    ...(losses && { stepLosses: floats(`${name}.losses`, losses, [losses.data.length]) }),
    ...(measurements && { measurements: rowsOf(`${name}.measurements`, measurements, settings) }),
    ...(Object.keys(state).length > 0 && { state }),
  };
}

function floats(name: string, stored: StoredTensor | undefined, shape: readonly number[]): Float32Array {
  const wanted = `f32[${shape.join(', ')}]`;
  if (stored === undefined) throw refused(`${name}, ${wanted}, is not there`);
  const given = `${stored.dtype}[${stored.shape.join(', ')}]`;
  if (given !== wanted) throw refused(`${name} is ${given}, and with its settings it would be ${wanted}`);
  return stored.data as Float32Array;
}

function rowsOf(
  name: string,
  { dtype, shape, data }: StoredTensor,
  { levels }: TutorialSettings,
): number[][] {
  const [rows = 0, chips = 0] = shape;
  if (dtype !== 'f64' || shape.length !== 2 || rows > levels.length || chips === 0) {
    const given = `${dtype}[${shape.join(', ')}]`;
    throw refused(`${name} is ${given}, and would be f64[at most ${levels.length} levels, chips]`);
  }
  return Array.from({ length: rows }, (_, row) => [...data.subarray(row * chips, (row + 1) * chips)]);
}
