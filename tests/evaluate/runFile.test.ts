import { describe, expect, it } from 'vitest';
import { type Run, readRunFile, tutorialSettings, writeRunFile } from '../../src/evaluate/index.ts';
import { readSafetensors, type SafetensorsContent, writeSafetensors } from '../../src/files/index.ts';

const numbers = (count: number, of: (index: number) => number): Float32Array =>
  Float32Array.from({ length: count }, (_, index) => of(index));

const run: Run = {
  settings: { ...tutorialSettings, inputs: 5, levels: [0, 0.1, 0.2], samples: 2, learningRate: 0.00123 },
  networks: {
    robust: {
      weights: [numbers(40, (i) => i / 7), numbers(16, (i) => -i / 3)],
      stepLosses: Float32Array.of(3, 2.5, 0.1),
      measurements: [
        [0.1, 0.2],
        [1 / 3, 1e-300],
      ],
      state: { key: { dtype: 'u32', shape: [2], data: Uint32Array.of(7, 4294967295) } },
    },
    standard: { weights: [numbers(40, () => -0), numbers(16, (i) => i)] },
  },
};

/** The file of the run with something changed in it. */
function changed(change: (content: SafetensorsContent) => Partial<SafetensorsContent>): Uint8Array {
  const content = readSafetensors(writeRunFile(run));
  return writeSafetensors({ ...content, ...change(content) });
}
const withMetadata = (metadata: Readonly<Record<string, string>>): Uint8Array =>
  changed((content) => ({ metadata: { ...content.metadata, ...metadata } }));
const withSettings = (settings: Readonly<Record<string, unknown>>): Uint8Array =>
  withMetadata({ settings: JSON.stringify({ ...run.settings, ...settings }) });
const withTensors = (tensors: SafetensorsContent['tensors']): Uint8Array =>
  changed((content) => ({ tensors: { ...content.tensors, ...tensors } }));

describe('a run file', () => {
  it('gives back what was written, bit for bit', () => {
    expect(readRunFile(writeRunFile(run))).toEqual(run);
    const { standard } = readRunFile(writeRunFile(run)).networks;
    expect(Object.is(standard?.weights[0][0], -0)).toBe(true);
  });

  it('holds its tensors under the names that docs/runFile.md gives', () => {
    const { tensors, metadata } = readSafetensors(writeRunFile(run));
    expect(metadata).toMatchObject({ format: 'limpet-run', version: '1' });
    const types = Object.entries(tensors).map(([name, { dtype, shape }]) => `${name} ${dtype} ${shape}`);
    expect(types.sort()).toEqual([
      'robust.key u32 2',
      'robust.losses f32 3',
      'robust.measurements f64 2,2',
      'robust.parameters.0.weight f32 5,8',
      'robust.parameters.2.weight f32 8,2',
      'standard.parameters.0.weight f32 5,8',
      'standard.parameters.2.weight f32 8,2',
    ]);
  });

  it('tells which chips were measured, and of which weights, in files of the second version', () => {
    const robust = {
      ...run.networks.robust!,
      measuredWeights: [numbers(40, (i) => i / 9), numbers(16, (i) => -i)] as const,
    };
    const telling: Run = {
      ...run,
      chips: { keyOrder: 'tutorial', seed: 4294967295 },
      networks: { ...run.networks, robust },
    };
    const file = writeRunFile(telling);
    expect(readRunFile(file)).toEqual(telling);
    const { tensors, metadata } = readSafetensors(file);
    expect(metadata).toMatchObject({ version: '2', chips: '{"keyOrder":"tutorial","seed":4294967295}' });
    expect(tensors['robust.measuredParameters.0.weight']?.shape).toEqual([5, 8]);
    expect(tensors['robust.measuredParameters.2.weight']?.data).toEqual(robust.measuredWeights[1]);
  });

  it('may hold one network alone', () => {
    const { robust } = run.networks;
    const only: Run = { settings: { ...run.settings, only: 'robust' }, networks: { robust: robust! } };
    expect(readRunFile(writeRunFile(only))).toEqual(only);
  });

  it('leaves out what its settings do not know', () => {
    expect(readRunFile(withSettings({ colour: 'red' })).settings).toEqual(run.settings);
  });

  it('is refused when it is cut off anywhere', () => {
    const whole = writeRunFile(run);
    for (let length = 0; length < whole.length; length += 13) {
      expect(() => readRunFile(whole.subarray(0, length)), `${length} bytes`).toThrow(
        expect.objectContaining({ code: 'file' }),
      );
    }
  });

  it.each<[string, Uint8Array, string]>([
    ['another kind of file', new TextEncoder().encode('{"settings": {}, "weights": []}'), 'another kind'],
    ['foreign safetensors', changed(() => ({ metadata: {} })), 'names no format'],
    ['another format', withMetadata({ format: 'pt' }), 'the format “pt”'],
    ['a later version', withMetadata({ version: '3' }), 'version “3”, and this reader knows 1 and 2'],
    ['chips that are not JSON', withMetadata({ chips: 'all' }), 'chips are not JSON'],
    ['chips in no order', withMetadata({ chips: '{"seed":1}' }), 'order of its chips is undefined'],
    [
      'chips of no seed',
      withMetadata({ chips: '{"keyOrder":"chips","seed":-1}' }),
      'the seed of its chips is -1, and not a whole number from 0 to 4294967295',
    ],
    [
      'half of the measured weights',
      withTensors({
        'robust.measuredParameters.2.weight': { dtype: 'f32', shape: [8, 2], data: new Float32Array(16) },
      }),
      'robust.measuredParameters.0.weight, f32[5, 8], is not there',
    ],
    ['settings that are not JSON', withMetadata({ settings: '{' }), 'settings are not JSON'],
    ['settings that are a list', withMetadata({ settings: '[]' }), 'settings are not an object'],
    ['no epochs', withSettings({ epochs: undefined }), 'setting epochs is missing'],
    ['half an epoch', withSettings({ epochs: 0.5 }), 'epochs is 0.5, and not a whole number from 1'],
    ['a text for a number', withSettings({ initialStd: '0.1' }), 'initialStd is "0.1"'],
    ['no learning rate', withSettings({ learningRate: 0 }), 'learningRate is 0'],
    ['levels that are none', withSettings({ levels: [0, null] }), 'levels is [0,null]'],
    ['other inputs', withSettings({ inputs: 6 }), 'f32[5, 8], and with its settings it would be f32[6, 8]'],
    ['a network that is none', withSettings({ only: 'weak' }), 'only is "weak"'],
    [
      'NaN',
      withTensors({ 'robust.losses': { dtype: 'f32', shape: [2], data: Float32Array.of(1, Number.NaN) } }),
      'robust.losses holds NaN at place 1',
    ],
    [
      'losses of another type',
      withTensors({ 'robust.losses': { dtype: 'f64', shape: [1], data: Float64Array.of(1) } }),
      'robust.losses is f64[1]',
    ],
    [
      'more levels than its settings',
      withTensors({ 'robust.measurements': { dtype: 'f64', shape: [4, 1], data: new Float64Array(4) } }),
      'robust.measurements is f64[4, 1], and would be f64[at most 3 levels, chips]',
    ],
    [
      'a network of no name',
      withTensors({ 'weak.parameters.0.weight': { dtype: 'f32', shape: [1], data: new Float32Array(1) } }),
      'belongs to no network',
    ],
    [
      'a tensor of no meaning',
      withTensors({ 'robust.bias': { dtype: 'f32', shape: [1], data: new Float32Array(1) } }),
      'robust.bias, which no run has',
    ],
    ['no network', changed(() => ({ tensors: {} })), 'it holds no network'],
  ])('is refused with a reason: %s', (_, file, reason) => {
    const read = () => readRunFile(file);
    expect(read).toThrow(expect.objectContaining({ code: 'file' }));
    expect(read).toThrow(reason);
  });

  it('cannot be written of weights that do not fit, or of uneven measurements', () => {
    const robust = run.networks.robust!;
    const withRobust = (change: object): Run => ({ ...run, networks: { robust: { ...robust, ...change } } });
    expect(() => writeRunFile(withRobust({ weights: [new Float32Array(3), robust.weights[1]] }))).toThrow(
      'expected 40 elements in robust.parameters.0.weight[5, 8], got 3',
    );
    expect(() => writeRunFile(withRobust({ measurements: [[1], [1, 2]] }))).toThrow(
      'the same number of chips at each level',
    );
  });
});
