import { definitionsOf, type Func, type Value } from '../../ir/func.ts';
import type { Trimmed } from '../../ir/op.ts';
import { partsOf, type ScanParams } from './params.ts';

/** A loop without the carries and stacked outputs that nothing needs, and without inputs that its body does not read. */
export function trimScan(params: ScanParams, used: readonly boolean[]): Trimmed<ScanParams> | null {
  const { body, constants, carries } = params;
  const needed = neededOutputs(params, used);
  const outputs = [...body.outputs.keys()].filter((index) => needed.has(index));
  const read = readFor(
    body,
    outputs.map((index) => body.outputs[index] as Value),
  );
  const isKept = (input: Value, index: number): boolean =>
    index >= constants && index < constants + carries ? needed.has(index - constants) : read.has(input);
  const inputs = [...body.inputs.keys()].filter((index) => isKept(body.inputs[index] as Value, index));
  if (inputs.length === body.inputs.length && outputs.length === body.outputs.length) return null;
  return {
    params: {
      ...params,
      body: {
        ...body,
        inputs: inputs.map((index) => body.inputs[index] as Value),
        instructions: body.instructions.filter((each) => each.outputs.some((output) => read.has(output))),
        outputs: outputs.map((index) => body.outputs[index] as Value),
      },
      constants: inputs.filter((index) => index < constants).length,
      carries: outputs.filter((index) => index < carries).length,
    },
    inputs,
    outputs,
  };
}

/** Numbers of the body's outputs that used results depend on: a carry may be needed for the next value of another. */
function neededOutputs(params: ScanParams, used: readonly boolean[]): Set<number> {
  const { body, carries } = params;
  const needed = new Set([...used.keys()].filter((index) => used[index]));
  const carried = partsOf(body.inputs, params).carries;
  for (let size = -1; size !== needed.size; ) {
    size = needed.size;
    const read = readFor(
      body,
      [...needed].map((index) => body.outputs[index] as Value),
    );
    for (let index = 0; index < carries; index++) if (read.has(carried[index] as Value)) needed.add(index);
  }
  return needed;
}

/** All values that some values of a function are made from, themselves included. */
function readFor(func: Func, values: readonly Value[]): Set<Value> {
  const definitions = definitionsOf(func);
  const read = new Set<Value>();
  const pending = [...values];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (read.has(value)) continue;
    read.add(value);
    pending.push(...(definitions.get(value)?.inputs ?? []));
  }
  return read;
}
