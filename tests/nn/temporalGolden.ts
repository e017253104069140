import { describe, expect, it } from 'vitest';
import type { Module } from '../../src/nn/index.ts';
import type { Key } from '../../src/random/index.ts';
import { type Tensor, valueAndGrad, zeros } from '../../src/trace/index.ts';
import { expectClose, type GoldenArray, goldenTensor, readGolden } from '../golden/readGolden.ts';

type GoldenRecord = Readonly<Record<string, GoldenArray>>;
type Tensors = Readonly<Record<string, Tensor>>;

/** A case as rockpoolModules.py writes it. */
export interface TemporalCase<Options> {
  readonly name: string;
  readonly options: Options;
  readonly batch: number | null;
  readonly parameters: GoldenRecord;
  readonly key: GoldenArray | null;
  readonly start?: GoldenRecord;
  readonly calls: readonly {
    readonly input: GoldenArray;
    readonly output: GoldenArray;
    readonly state: GoldenRecord;
    readonly recording: GoldenRecord;
    readonly key?: GoldenArray;
  }[];
  readonly cotangents: readonly { readonly output: GoldenArray; readonly recording: GoldenRecord }[];
  readonly gradients: {
    readonly parameters: GoldenRecord;
    readonly inputs: readonly GoldenArray[];
    readonly start?: GoldenRecord;
  };
}

/** See rockpoolModules.py for the reasons. */
const ULPS = 96;

const tensorsOf = (record: GoldenRecord): Record<string, Tensor> =>
  Object.fromEntries(Object.entries(record).map(([name, array]) => [name, goldenTensor(array)]));

const keyOf = (words: GoldenArray): Key => ({ layout: 'partitionable', words: goldenTensor(words) });

/** Compares an array; numbers of spikes have to be equal. */
function expectArray(what: string, actual: Tensor | undefined, expected: GoldenArray): void {
  expect(actual?.shape, what).toEqual(expected.shape);
  if (what.startsWith('spikes')) expect([...actual!.toTypedArray()], what).toEqual(expected.data);
  else expectClose(what, actual!, expected.data, { ulps: ULPS });
}

/** Tests that a module has Rockpool's outputs, states, recordings and gradients, over two calls. */
export function describeTemporalGolden<Options>(
  file: string,
  make: (each: TemporalCase<Options>) => Module<object, object, object>,
): void {
  const { cases } = readGolden<{ cases: TemporalCase<Options>[] }>(file);
  const startOf = (each: TemporalCase<Options>): object => {
    const state = { ...make(each).initialState(each.batch ?? undefined), ...tensorsOf(each.start ?? {}) };
    return each.key === null ? state : { ...state, key: keyOf(each.key) };
  };

  describe(`${file} agrees with its reference`, () => {
    it.each(cases.map((each) => [each.name, each] as const))('over two calls: %s', (_, each) => {
      const net = make(each);
      let state = startOf(each);
      each.calls.forEach((call, index) => {
        const result = net.apply(tensorsOf(each.parameters), goldenTensor(call.input), state);
        state = result.state;
        expectArray(`output of call ${index}`, result.output, call.output);
        for (const [name, array] of Object.entries(call.state)) {
          expectArray(`${name} after call ${index}`, Reflect.get(state, name) as Tensor, array);
        }
        expect(Object.keys(result.recording).sort()).toEqual(Object.keys(call.recording));
        for (const [name, array] of Object.entries(call.recording)) {
          expectArray(`${name} in call ${index}`, Reflect.get(result.recording, name) as Tensor, array);
        }
        if (call.key) expect((state as { key: Key }).key.words.toArray()).toEqual(call.key.data);
      });
    });

    it.each(cases.map((each) => [each.name, each] as const))('in its gradients: %s', (_, each) => {
      const net = make(each);
      const loss = (values: { parameters: Tensors; inputs: readonly Tensor[]; start: Tensors }): Tensor => {
        let state: object = { ...startOf(each), ...values.start };
        let total = zeros([]);
        each.cotangents.forEach(({ output, recording }, index) => {
          const result = net.apply(values.parameters, values.inputs[index]!, state);
          state = result.state;
          total = total.add(result.output.mul(goldenTensor(output)).sum());
          for (const [name, cotangent] of Object.entries(recording)) {
            const recorded = Reflect.get(result.recording, name) as Tensor;
            total = total.add(recorded.mul(goldenTensor(cotangent)).sum());
          }
        });
        return total;
      };
      const inputs = each.calls.map(({ input }) => goldenTensor(input));
      const start = tensorsOf(each.start ?? {});
      const [, gradients] = valueAndGrad(loss)({ parameters: tensorsOf(each.parameters), inputs, start });
      for (const [name, array] of Object.entries(each.gradients.parameters)) {
        expectArray(`gradient by ${name}`, gradients.parameters[name], array);
      }
      for (const [name, array] of Object.entries(each.gradients.start ?? {})) {
        expectArray(`gradient by ${name} before`, gradients.start[name], array);
      }
      each.gradients.inputs.forEach((array, index) => {
        expectArray(`gradient by input ${index}`, gradients.inputs[index], array);
      });
    });
  });
}
