import { neededFor, type Value } from '../../ir/func.ts';
import type { Trimmed } from '../../ir/op.ts';
import { partsOf, type ScanParams } from './params.ts';

/** A loop without the carries and stacked outputs that nothing needs, and without inputs that its body does not read. */
export function trimScan(params: ScanParams, used: readonly boolean[]): Trimmed<ScanParams> | null {
  const { body, constants, carries } = params;
  const needed = neededOutputs(params, used);
  const outputs = [...body.outputs.keys()].filter((index) => needed.has(index));
  const results = outputs.map((index) => body.outputs[index] as Value);
  const { instructions, values: read } = neededFor(body.instructions, results);
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
        instructions,
        outputs: results,
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
    const results = [...needed].map((index) => body.outputs[index] as Value);
    const read = neededFor(body.instructions, results).values;
    for (let index = 0; index < carries; index++) if (read.has(carried[index] as Value)) needed.add(index);
  }
  return needed;
}
