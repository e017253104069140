import { definitionsOf, type Instruction, type Value } from '../../ir/func.ts';
import type { ImproveContext, Op } from '../../ir/op.ts';
import { sizeOf } from '../../ir/types.ts';
import { add } from '../arithmetic.ts';
import { kernelOf, movesElements } from './loop.ts';

const addition: Op = add;

type Emit = ImproveContext<readonly Value[], unknown, readonly Value[]>['emit'];

/** A sum over the steps of a loop: `term` is added up, and the total is finished after the loop. */
export interface Accumulator {
  readonly term: Value;
  /** Where the term is a sum over the steps of an inner loop: that loop, and its input where the sum begins, with zeros. */
  readonly inner: { readonly loop: Instruction; readonly input: number } | null;
  finish(total: Value, emit: Emit): Value;
}

/** Larger terms are reduced at every step: adding them up would cost more memory than it saves. */
const MAX_ELEMENTS = 1 << 16;

/**
 * How to add up a value of a loop's body. A reduction of a value is the same for the sum of those values, so that it can
 * be done once, after the loop; sums of several such values are added up one by one.
 */
export function accumulatorsOf(instructions: readonly Instruction[], value: Value): Accumulator[] {
  const definitions = definitionsOf({ instructions });
  const reads = instructions.flatMap(({ inputs }) => inputs);
  // A sum may begin with what is there already only where nothing else looks at it.
  const isOwn = (current: Value): boolean =>
    reads.filter((read) => read === current).length <= (current === value ? 0 : 1);
  const leaf = (term: Value, own: boolean): Accumulator => ({
    term,
    inner: own && isOwn(term) ? innerSum(definitions, term) : null,
    finish: (total) => total,
  });
  const visit = (current: Value, isOwned: boolean): Accumulator[] | null => {
    const definition = definitions.get(current);
    if (definition === undefined) return null;
    const own = isOwned && isOwn(current);
    const { op, inputs, params } = definition;
    if (op === addition) {
      const parts = inputs.map((input) => visit(input, own));
      if (parts.every((part) => part === null)) return null;
      return parts.flatMap((part, index) => part ?? [leaf(inputs[index] as Value, own)]);
    }
    const [input] = inputs;
    if (op.traits.additive !== true || input === undefined || sizeOf(input.type.shape) > MAX_ELEMENTS)
      return null;
    const inner = visit(input, own);
    const reduces = kernelOf(definition).form === 'reduce';
    if (inner === null && !reduces) return null;
    return (inner ?? [leaf(input, own)]).map(({ finish, ...accumulator }) => ({
      ...accumulator,
      finish: (total, emit) => emit(op, [finish(total, emit)], params)[0] as Value,
    }));
  };
  return visit(value, true) ?? [leaf(value, true)];
}

/** The inner loop of which a value is a sum over its steps, from zero on, that nothing else in it reads. */
function innerSum(definitions: ReadonlyMap<Value, Instruction>, value: Value): Accumulator['inner'] {
  const loop = definitions.get(value);
  const kernel = loop && kernelOf(loop);
  if (loop === undefined || kernel?.form !== 'loop' || kernel.condition !== null) return null;
  const { body, constants, carries } = kernel;
  const carry = loop.outputs.indexOf(value);
  const own = body.inputs[constants + carry];
  const input = constants + carry;
  if (carry >= carries || own === undefined || !isZero(definitions, loop.inputs[input])) return null;
  const readers = body.instructions.filter(({ inputs }) => inputs.includes(own));
  const [sum] = readers;
  const adds = readers.length === 1 && sum?.op === addition && sum.outputs[0] === body.outputs[carry];
  return adds && sum.inputs[0] === own ? { loop, input } : null;
}

/** Whether a value is zeros, as gradients of loops begin with. */
function isZero(definitions: ReadonlyMap<Value, Instruction>, value: Value | undefined): boolean {
  const definition = value && definitions.get(value);
  if (definition === undefined) return false;
  const kernel = kernelOf(definition);
  if (kernel.form === 'data') return kernel.data.every((element) => Object.is(element, 0));
  return movesElements(definition) && isZero(definitions, definition.inputs[0]);
}
