import { definitionsOf, type Instruction, neededFor, type Value } from '../../ir/func.ts';
import { inlineFunc } from '../../ir/inlineFunc.ts';
import { closureOf, type Improvement, kernelOf, movesElements, withGiven } from './loop.ts';
import { partsOf } from './params.ts';

/** Computes what is the same at every step once, before the loop. */
export const hoistInvariants: Improvement = (loop, outside) => {
  const { body } = loop.params;
  const own = partsOf(body.inputs, loop.params).constants;
  const invariant = closureOf(body, own);
  const readers = body.instructions.filter(({ outputs }) => outputs.some((output) => !invariant.has(output)));
  const crossing = new Set<Value>();
  const feedsProduct = new Set(
    readers.filter((reader) => kernelOf(reader).form === 'contract').flatMap(({ inputs }) => inputs),
  );
  const definitions = definitionsOf(body);
  const visit = (value: Value): void => {
    const definition = invariant.has(value) ? definitions.get(value) : undefined;
    if (definition === undefined || crossing.has(value)) return;
    if (isWorthHoisting(definition) || (feedsProduct.has(value) && movesElements(definition)))
      crossing.add(value);
    else definition.inputs.forEach(visit);
  };
  for (const { inputs } of readers) inputs.forEach(visit);
  body.outputs.forEach(visit);
  if (crossing.size === 0) return null;
  const values = [...crossing];
  const func = {
    ...body,
    inputs: own,
    outputs: values,
    instructions: neededFor(body.instructions, values).instructions,
  };
  const results = inlineFunc(func, partsOf(loop.inputs, loop.params).constants, outside.emit);
  return withGiven(loop, new Map(values.map((value, index) => [value, results[index] as Value])), new Map());
};

/** Whether an instruction computes something: what only moves elements, or needs no input, costs nothing in a loop. */
function isWorthHoisting(instruction: Instruction): boolean {
  return instruction.inputs.length > 0 && !movesElements(instruction);
}

/**
 * Makes matrix products of inputs of the loop with what is the same at every step one large product, before the loop. Not
 * those beside an inner loop: they are large already, and a loop over segments is there to save memory.
 */
export const hoistProducts: Improvement = (loop, outside) => {
  const { params } = loop;
  const { body, length } = params;
  if (body.instructions.some((instruction) => kernelOf(instruction).form === 'loop')) return null;
  const own = partsOf(body.inputs, params);
  const invariant = closureOf(body, own.constants);
  const given = closureOf(body, [...own.constants, ...own.slices]);
  const products = body.instructions.filter(
    (instruction) =>
      instruction.outputs.every((output) => given.has(output) && !invariant.has(output)) &&
      instruction.inputs.some((input) => invariant.has(input)) &&
      kernelOf(instruction).form === 'contract',
  );
  if (products.length === 0) return null;
  const values = products.flatMap(({ outputs }) => outputs);
  const inputs = [...own.constants, ...own.slices];
  const func = {
    ...body,
    inputs,
    outputs: values,
    instructions: neededFor(body.instructions, values).instructions,
  };
  const sliced = new Set(own.slices.map((_, index) => own.constants.length + index));
  const outer = partsOf(loop.inputs, params);
  const results = inlineFunc(
    outside.batchFunc(func, sliced, length),
    [...outer.constants, ...outer.slices],
    outside.emit,
  );
  return withGiven(loop, new Map(), new Map(values.map((value, index) => [value, results[index] as Value])));
};
