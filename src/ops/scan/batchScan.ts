import type { Builder } from '../../ir/builder.ts';
import type { Value } from '../../ir/func.ts';
import type { BatchContext } from '../../ir/op.ts';
import type { ScanParams } from './params.ts';
import { reachedInputs } from './reachedInputs.ts';

type Values = readonly Value[];

/** One loop over batches. What no element of the batch changes stays without the new axis. */
export function batchScan(b: Builder, context: BatchContext<Values, ScanParams, Values>): Values {
  const { inputs, shared, params, size, emit, batchFunc } = context;
  const { body, constants, carries } = params;
  const batched = reachedInputs(
    params,
    [...inputs.keys()].filter((index) => shared[index] === null),
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

/** The first two axes exchanged: batches of stacks are stacks of batches. */
function exchanged(b: Builder, value: Value): Value {
  const rest = [...value.type.shape.keys()].slice(2);
  return b.transpose(value, { permutation: [1, 0, ...rest] });
}
