import { definitionsOf, type Instruction, neededFor, type Value } from '../../ir/func.ts';
import { inlineFunc } from '../../ir/inlineFunc.ts';
import { CONTRACT_BLOCK } from '../../kernel/order.ts';
import { accumulateProducts } from '../accumulateProducts.ts';
import { add } from '../arithmetic.ts';
import { matmul } from '../matmul.ts';
import { transpose } from '../movement.ts';
import { closureOf, type Improvement, type Loop, movesElements, type Outside } from './loop.ts';
import { partsOf } from './params.ts';

/** A carry whose next value is itself plus a matrix product. */
interface Sum {
  readonly carry: number;
  readonly a: Value;
  readonly b: Value;
}

/**
 * Carries that only add up matrix products, as the gradients of weights do, become one long product after the loop,
 * which adds up in the same order.
 */
export const accumulateAfter: Improvement = (loop, outside) => {
  const sums = sumsOf(loop);
  return sums.length === 0 ? null : withoutSums(loop, sums, outside);
};

function sumsOf({ params }: Loop): Sum[] {
  const { body, carries } = params;
  const definitions = definitionsOf(body);
  const readers = new Map<Value, number>();
  for (const value of [...body.instructions.flatMap(({ inputs }) => inputs), ...body.outputs]) {
    readers.set(value, (readers.get(value) ?? 0) + 1);
  }
  const own = partsOf(body.inputs, params).carries;
  return body.outputs.slice(0, carries).flatMap((next, carry) => {
    const addition = definitionBy(add, definitions.get(next));
    const input = own[carry] as Value;
    if (addition === null || readers.get(next) !== 1 || readers.get(input) !== 1) return [];
    const [x, y] = addition.inputs as [Value, Value];
    const product = definitionBy(matmul, definitions.get(x === input ? y : x));
    if ((x !== input && y !== input) || product === null) return [];
    const [a, b] = product.inputs as [Value, Value];
    const { shape } = b.type;
    return shape.length === 2 && (shape[0] ?? 0) <= CONTRACT_BLOCK ? [{ carry, a, b }] : [];
  });
}

const definitionBy = (op: unknown, instruction: Instruction | undefined): Instruction | null =>
  instruction !== undefined && instruction.op === op ? instruction : null;

/** The loop without some carries, with the factors of their products stacked, where they are not inputs of the loop. */
function withoutSums(loop: Loop, sums: readonly Sum[], outside: Outside): Loop {
  const { params, inputs, finish } = loop;
  const { body, carries, constants, length, reverse } = params;
  const own = partsOf(body.inputs, params);
  const outer = partsOf(inputs, params);
  const given = closureOf(body, [...own.constants, ...own.slices]);
  const removed = new Set(sums.map(({ carry }) => carry));
  const outputs = body.outputs.filter((_, index) => !removed.has(index));
  const definitions = definitionsOf(body);
  // Factors are followed back through movements of elements to what is in memory anyway, or is stacked.
  const stacked = new Set<Value>();
  const stack = (value: Value): void => {
    const definition = definitions.get(value);
    if (own.constants.includes(value) || own.slices.includes(value)) return;
    if (
      definition !== undefined &&
      (movesElements(definition) || (given.has(value) && definition.inputs.length === 0))
    ) {
      definition.inputs.forEach(stack);
    } else stacked.add(value);
  };
  for (const { a, b } of sums) for (const factor of [a, b]) stack(factor);
  const first = carries - sums.length;
  const positions = new Map(
    [...stacked].map((value) => {
      const known = outputs.indexOf(value, first);
      return [value, known >= 0 ? known : outputs.push(value) - 1] as const;
    }),
  );
  const factorInputs = [...own.constants, ...own.slices, ...stacked];
  const factors = sums.flatMap(({ a, b }) => [a, b]);
  const known = body.instructions.filter(({ outputs: made }) => !made.some((value) => stacked.has(value)));
  const factorFunc = {
    ...body,
    inputs: factorInputs,
    outputs: factors,
    instructions: neededFor(known, factors).instructions,
  };
  const sliced = new Set(factorInputs.keys());
  own.constants.forEach((_, index) => {
    sliced.delete(index);
  });
  return {
    params: {
      ...params,
      carries: first,
      body: {
        ...body,
        inputs: body.inputs.filter((_, index) => !removed.has(index - constants)),
        instructions: neededFor(body.instructions, outputs).instructions,
        outputs,
      },
    },
    inputs: inputs.filter((_, index) => !removed.has(index - constants)),
    finish: (results) => {
      const wholes = [...positions.values()].map((position) => results[position] as Value);
      const all = inlineFunc(
        outside.batchFunc(factorFunc, sliced, length),
        [...outer.constants, ...outer.slices, ...wholes],
        outside.emit,
      );
      const totals = new Map(
        sums.map(({ carry }, index) => {
          const [left, right] = [all[2 * index] as Value, all[2 * index + 1] as Value];
          const [turned] = outside.emit(transpose, [left], { permutation: [0, 2, 1] });
          const initial = outer.carries[carry] as Value;
          const [total] = outside.emit(accumulateProducts, [initial, turned as Value, right], { reverse });
          return [carry, total as Value] as const;
        }),
      );
      let next = 0;
      return finish(body.outputs.map((_, index) => totals.get(index) ?? (results[next++] as Value)));
    },
  };
}
