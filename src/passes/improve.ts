import { batchFunc } from '../batching/batch.ts';
import type { Func } from '../ir/func.ts';
import { rewrite } from './rewrite.ts';

/** Lets operations replace themselves by others that do the same faster. */
export const improve = (func: Func): Func =>
  rewrite(
    func,
    ({ op, inputs, outputs, params }, { writer }) =>
      op.improve?.({
        inputs,
        outputs,
        params,
        emit: (other, operands, own) => writer.emit(other, operands, own),
        batchFunc,
      }) ?? null,
  );
