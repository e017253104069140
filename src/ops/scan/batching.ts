import type { Builder } from '../../ir/builder.ts';
import type { Value } from '../../ir/func.ts';
import type { BatchContext } from '../../ir/op.ts';
import type { ScanParams } from './params.ts';

type Values = readonly Value[];

/** One loop over batches. What no element of the batch changes stays without the new axis. */
export function batchScan(b: Builder, context: BatchContext<Values, ScanParams, Values>): Values {
  const { inputs, shared, params, size, emit, batchFunc } = context;
  const { body, constants, carries } = params;
  const batched = batchedInputs(
    params,
    new Set([...inputs.keys()].filter((index) => shared[index] === null)),
  );
  const moved = inputs.map((input, index) => {
    const plain = shared[index] ?? null;
    if (plain !== null && !batched.has(index)) return plain;
    return index < constants + carries ? input : exchanged(b, input);
  });
  const same = new Set([...new Array(carries).keys()].filter((carry) => !batched.has(constants + carry)));
  const results = emit(moved, { ...params, body: batchFunc(body, batched, size, same) });
  return results.map((result, index) => {
    if (index >= carries) return exchanged(b, result);
    return same.has(index) ? b.broadcastTo(result, { shape: [size, ...result.type.shape] }) : result;
  });
}

/** The inputs that differ within the batch: the given ones, and the carries that come to depend on them. */
function batchedInputs({ body, constants, carries }: ScanParams, given: ReadonlySet<number>): Set<number> {
  const batched = new Set(given);
  for (let size = -1; size !== batched.size; ) {
    size = batched.size;
    const reached = new Set([...batched].map((index) => body.inputs[index] as Value));
    for (const { inputs, outputs } of body.instructions) {
      if (inputs.some((input) => reached.has(input))) for (const output of outputs) reached.add(output);
    }
    for (let carry = 0; carry < carries; carry++) {
      if (reached.has(body.outputs[carry] as Value)) batched.add(constants + carry);
    }
  }
  return batched;
}

/** The first two axes exchanged: batches of stacks are stacks of batches. */
function exchanged(b: Builder, value: Value): Value {
  const rest = [...value.type.shape.keys()].slice(2);
  return b.transpose(value, { permutation: [1, 0, ...rest] });
}
