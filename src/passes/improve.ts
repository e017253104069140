import { batchFunc } from '../batching/batch.ts';
import type { Func } from '../ir/func.ts';
import { rewrite } from './rewrite.ts';
import { madeBy } from './simplify.ts';

/** Lets operations replace themselves by others that do the same faster; the function itself where none can. */
export const improve = (func: Func): Func => {
  if (func.instructions.every(({ op }) => op.improve === undefined)) return func;
  return rewrite(
    func,
    ({ op, inputs, outputs, params }, rewriting) =>
      op.improve?.({
        inputs,
        outputs,
        params,
        emit: (other, operands, own) => rewriting.writer.emit(other, operands, own),
        madeBy: madeBy(rewriting),
        batchFunc,
      }) ?? null,
  );
};
