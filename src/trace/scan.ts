import { shapeError, treeError, valueError } from '../errors.ts';
import { formatType, sameType } from '../ir/types.ts';
import { scan as scanOp } from '../ops/index.ts';
import { expectStructure, treeFlatten, treeMap, treePaths, treeStructure, treeZip } from '../tree/index.ts';
import { applyOp } from './currentTrace.ts';
import { checkpoint } from './customGradient.ts';
import { elementOf } from './elementOf.ts';
import { concatenate, slice, stack } from './functions.ts';
import { Tensor } from './tensor.ts';
import { type FlatArguments, flattenArguments, traceFunction } from './traceFunction.ts';

/** How {@link scan} walks. */
export interface ScanOptions {
  /** Number of steps; needed where there are no inputs, else their leading extent. */
  readonly length?: number;
  /** From the last input to the first; outputs stay at the places of their inputs. Default false. */
  readonly reverse?: boolean;
  /**
   * Keeps the carry of every so many steps for the gradient, and computes what is between again: memory for T steps grows
   * as T / n + n. `true` takes the divisor of T that is nearest to its square root. Gradients keep their bits where n
   * divides T. Default: everything that the gradient reads is kept.
   */
  readonly checkpoint?: number | true;
  /** How many steps are written one after another in the compiled loop. Default 1. */
  readonly unroll?: number;
}

/**
 * A loop with a carry, as JAX's `lax.scan`: `body(carry, input) → [next carry, output]` is applied to every element
 * of `inputs` along their leading axis; gives the last carry, and the outputs stacked along a new leading axis.
 * Carry, inputs and outputs are trees of tensors; the carry keeps its tree and types.
 * The body is compiled once, whatever the number of steps.
 * @param inputs a tree whose tensors share their leading extent, the number of steps; null for none.
 * @throws LimpetError (`shape`, `tree`, `value`) where leading extents differ, or the carry changes its tree or types.
 * @example `const [total, partial] = scan((sum: Tensor, x: Tensor) => [sum.add(x), sum], tensor(0), tensor([1, 2, 3]))`
 */
export function scan<Carry, Input, Output>(
  body: (carry: Carry, input: Input) => readonly [carry: Carry, output: Output],
  initial: Carry,
  inputs: Input,
  options: ScanOptions = {},
): [carry: Carry, outputs: Output] {
  const flat = flattenArguments([initial, inputs]);
  const carries = flattenArguments([initial]).tensors.length;
  const length = lengthOf(flat, carries, options.length);
  const { reverse = false, unroll = 1 } = options;
  if (options.checkpoint !== undefined) {
    const segment = segmentLength(options.checkpoint, length);
    const part = (steps: number) =>
      checkpoint((carry: Carry, own: Input) => scan(body, carry, own, { reverse, unroll, length: steps }));
    if (segment < length) return scanSegments(initial, inputs, { length, segment, reverse, part });
  }
  if (!Number.isInteger(unroll) || unroll < 1) {
    throw valueError(`scan: expected to unroll a whole number of steps from 1, got ${unroll}`);
  }
  if (unroll > 1 && length > 0) {
    const part = (steps: number) => unrolled(body, steps, reverse);
    return scanSegments(initial, inputs, { length, segment: Math.min(unroll, length), reverse, part });
  }
  const elements = flat.tensors.map((tensor, index) => (index < carries ? tensor : elementOf(tensor)));
  const check = (carry: Carry, input: Input): readonly [Carry, Output] => {
    const result: unknown = body(carry, input);
    if (!Array.isArray(result) || result.length !== 2) {
      throw treeError('scan: expected the body to return [carry, output]');
    }
    checkCarry('scan', initial, result[0]);
    return result as [Carry, Output];
  };
  const traced = traceFunction(body.name || 'body', check, { ...flat, tensors: elements });
  const { func, captured } = traced;
  const own = func.inputs.slice(0, flat.tensors.length);
  const outputs = applyOp(scanOp, [...captured, ...flat.tensors.map((tensor) => tensor.storage)], {
    body: { ...func, inputs: [...func.inputs.slice(own.length), ...own] },
    constants: captured.length,
    carries,
    length,
    reverse,
  });
  return traced.rebuild(outputs.map((output) => new Tensor(output))) as [Carry, Output];
}

/** The number of steps: the leading extent of all inputs. */
function lengthOf(flat: FlatArguments, carries: number, given: number | undefined): number {
  if (given !== undefined && (!Number.isInteger(given) || given < 0)) {
    throw valueError(`scan: expected a length of a whole number from 0, got ${given}`);
  }
  const inputs = flat.tensors.slice(carries);
  const length = given ?? inputs[0]?.shape[0];
  if (length === undefined) {
    throw valueError('scan: there are no inputs to walk along; give the number of steps as `length`');
  }
  inputs.forEach(({ type }, index) => {
    if (type.shape[0] === length) return;
    const path = flat.paths[flat.positions[carries + index] ?? 0] ?? '';
    throw shapeError(
      `scan: expected inputs with ${length} elements along their first axis, ` +
        `got ${formatType(type)} at inputs${path.slice(1)}`,
    );
  });
  return length;
}

/** Checks that the next carry has the tree and types of the first. */
export function checkCarry(what: string, initial: unknown, next: unknown): void {
  expectStructure(`${what}: the next carry`, treeStructure(initial), treeStructure(next));
  const paths = treePaths(initial);
  const leaves = treeFlatten<unknown>(next).leaves;
  treeFlatten<unknown>(initial).leaves.forEach((leaf, index) => {
    const other = leaves[index];
    const fits =
      leaf instanceof Tensor && other instanceof Tensor
        ? sameType(leaf.type, other.type)
        : Object.is(leaf, other);
    if (fits) return;
    const spell = (each: unknown): string => (each instanceof Tensor ? formatType(each.type) : String(each));
    throw treeError(
      `${what}: the carry${paths[index] === '' ? '' : ` at ${paths[index]}`} is ${spell(leaf)}, ` +
        `its next value is ${spell(other)}; a carry keeps its type`,
    );
  });
}

/** The number of steps between the carries that are kept. */
function segmentLength(given: number | true, length: number): number {
  if (given === true) {
    const divisors = Array.from({ length }, (_, index) => index + 1).filter((each) => length % each === 0);
    const away = (divisor: number): number =>
      Math.max(divisor * divisor, length) / Math.min(divisor * divisor, length);
    return divisors.reduce((best, divisor) => (away(divisor) < away(best) ? divisor : best), 1);
  }
  if (Number.isInteger(given) && given >= 1) return given;
  throw valueError(`scan: expected checkpoint to be true or a whole number of steps from 1, got ${given}`);
}

type Body<Carry, Input, Output> = (carry: Carry, input: Input) => readonly [carry: Carry, output: Output];

/** How a loop is cut: into whole segments, and what is left over as a shorter one at the end. */
interface Segments<Carry, Input, Output> {
  readonly length: number;
  readonly segment: number;
  readonly reverse: boolean;
  /** Runs the given number of steps. */
  readonly part: (steps: number) => Body<Carry, Input, Output>;
}

/** A loop over segments of a loop. */
function scanSegments<Carry, Input, Output>(
  initial: Carry,
  inputs: Input,
  { length, segment, reverse, part }: Segments<Carry, Input, Output>,
): [Carry, Output] {
  const whole = Math.floor(length / segment);
  const covered = whole * segment;
  const [first, last] = [
    mapTensors(inputs, (x) => slice(x, [{ stop: covered }])),
    mapTensors(inputs, (x) => slice(x, [{ start: covered }])),
  ];
  const cut = mapTensors(first, (x) => x.reshape([whole, segment, ...x.shape.slice(1)]));
  const runWhole = (carry: Carry): [Carry, Output] => {
    const [next, outputs] = scan(part(segment), carry, cut, { reverse, length: whole });
    return [next, mapTensors(outputs, (y) => y.reshape([covered, ...y.shape.slice(2)]))];
  };
  if (covered === length) return runWhole(initial);
  const rest = part(length - covered);
  if (!reverse) {
    const [middle, outputs] = runWhole(initial);
    const [end, others] = rest(middle, last);
    return [end, joined(outputs, others)];
  }
  const [middle, others] = rest(initial, last);
  const [end, outputs] = runWhole(middle);
  return [end, joined(outputs, others)];
}

/** Several steps of a body, written one after another. */
function unrolled<Carry, Input, Output>(
  body: Body<Carry, Input, Output>,
  steps: number,
  reverse: boolean,
): Body<Carry, Input, Output> {
  return (initial, inputs) => {
    let carry = initial;
    const outputs = new Array<Output>(steps);
    for (let step = 0; step < steps; step++) {
      const at = reverse ? steps - 1 - step : step;
      const [next, output] = body(
        carry,
        mapTensors(inputs, (x) => slice(x, [at])),
      );
      carry = next;
      outputs[at] = output;
    }
    const [first, ...others] = outputs as [Output, ...Output[]];
    const stacked = treeZip(
      (leaves: unknown[]) => (leaves[0] instanceof Tensor ? stack(leaves as Tensor[]) : leaves[0]),
      first,
      ...others,
    );
    return [carry, stacked as Output];
  };
}

/** A tree with its tensors replaced. */
const mapTensors = <T>(tree: T, fn: (tensor: Tensor) => Tensor): T =>
  treeMap((leaf: unknown) => (leaf instanceof Tensor ? fn(leaf) : leaf), tree) as T;

/** Trees of tensors joined along the leading axis. */
const joined = <T>(first: T, second: T): T =>
  treeZip(
    ([x, y]: unknown[]) => (x instanceof Tensor && y instanceof Tensor ? concatenate([x, y]) : x),
    first,
    second,
  ) as T;
