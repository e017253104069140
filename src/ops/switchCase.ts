import { internalError, shapeError } from '../errors.ts';
import { type Builder, FuncWriter } from '../ir/builder.ts';
import { type Func, neededFor, Value } from '../ir/func.ts';
import type {
  BatchContext,
  Differentiation,
  Interval,
  IntervalContext,
  Op,
  SavingVjp,
  Trimmed,
  Vjp,
} from '../ir/op.ts';
import { formatType, sameType, tensorType } from '../ir/types.ts';
import { endsOf, hull, intervalsAmong, isPoint, pairUp } from './intervalRules.ts';
import { zerosOf } from './zerosOf.ts';

type Values = readonly Value[];

/** Functions of the same inputs, with results of the same types. */
export interface BranchParams {
  readonly branches: readonly Func[];
}

/** One of several functions of the same inputs: the one whose number input 0 is, i32, clamped to those there are. */
export const switchCase: Op<Values, BranchParams, Values> = {
  name: 'switchCase',
  infer: (types, { branches }) => {
    const [index, ...given] = types;
    if (index === undefined || !sameType(index, tensorType('i32', []))) {
      throw shapeError(`switchCase: expected a number i32[], got ${index ? formatType(index) : 'nothing'}`);
    }
    const [first] = branches;
    if (first === undefined) throw shapeError('switchCase: expected at least one branch');
    branches.forEach((each, number) => {
      expectSame(`inputs of branch ${number}`, given.map(formatType), each.inputs);
      expectSame(
        `results of branch ${number}`,
        first.outputs.map(({ type }) => formatType(type)),
        each.outputs,
      );
    });
    return first.outputs.map(({ type }) => type);
  },
  vjp: { prepare: (context) => ({ params: context.params, rule: gradientRule(context) }) },
  batch: batchBranch,
  interval: intervalBranch,
  lower: (_, { branches }) => ({ form: 'branch', branches }),
  functions: ({ branches }) => branches,
  withFunctions: (_, branches) => ({ branches }),
  trim: trimBranch,
  traits: {},
};

function expectSame(what: string, expected: readonly string[], values: Values): void {
  const given = values.map(({ type }) => formatType(type));
  if (expected.join() === given.join()) return;
  throw shapeError(`switchCase: expected ${what} ${expected.join(', ')}, got ${given.join(', ')}`);
}

type Rule = Vjp<Values, BranchParams, Values>;
type PrepareContext = Parameters<SavingVjp<Values, BranchParams, Values>['prepare']>[0];

/** The backward walk over the branch that was taken, which is computed again. */
function gradientRule({ params, differentiation }: PrepareContext): Rule {
  return (_, { inputs, cotangents, wanted, emit }) => {
    const [index, ...operands] = inputs as [Value, ...Value[]];
    const sought = operands.flatMap(({ type }, position) =>
      wanted[position + 1] && type.dtype === 'f32' ? [position] : [],
    );
    const seeds = cotangents.flatMap((cotangent) => cotangent ?? []);
    const branches = params.branches.map((each) => pullbackOf(each, sought, cotangents, differentiation));
    const results = emit(switchCase, [index, ...operands, ...seeds], { branches });
    const gradients = new Map(sought.map((position, order) => [position, results[order] ?? null]));
    return inputs.map((_input, position) => gradients.get(position - 1) ?? null);
  };
}

/** The function from the inputs of a branch and the cotangents of its results to the cotangents of some inputs. */
function pullbackOf(
  func: Func,
  sought: readonly number[],
  cotangents: readonly (Value | null)[],
  differentiation: Differentiation,
): Func {
  const wanted = sought.map((position) => func.inputs[position] as Value);
  const prepared = differentiation.prepare(func, wanted);
  const writer = new FuncWriter();
  writer.instructions.push(...prepared.func.instructions);
  const seeds = cotangents.map((cotangent) => cotangent && new Value(cotangent.type));
  const found = differentiation.pullback(prepared, writer, seeds, wanted);
  const outputs = found.map((gradient, order) => gradient ?? zerosOf(writer, (wanted[order] as Value).type));
  const inputs = [...func.inputs, ...seeds.filter((seed) => seed !== null)];
  return writer.finish(`backward(${func.name})`, inputs, outputs);
}

/** Where the number is the same for all elements, a branch of batches; else all branches, and a selection. */
function batchBranch(b: Builder, context: BatchContext<Values, BranchParams, Values>): Values {
  const { inputs, shared, params, size, emit, batchFunc } = context;
  const [index, ...operands] = inputs as [Value, ...Value[]];
  const batched = new Set([...operands.keys()]);
  const branches = params.branches.map((each) => batchFunc(each, batched, size));
  const same = shared[0] ?? null;
  if (same !== null) return emit([same, ...operands], { branches });
  const only = b.constant({ type: tensorType('i32', []), data: Int32Array.of(0) });
  const results = branches.map((each) => emit([only, ...operands], { branches: [each] }));
  const last = b.fullLike(index, { value: branches.length - 1 });
  const clamped = b.minimum(b.maximum(index, b.zerosLike(index)), last);
  return (results[0] ?? []).map((first, output) =>
    results.slice(1).reduce((chosen, own, number) => {
      const isOwn = b.equal(clamped, b.fullLike(index, { value: number + 1 }));
      const { shape } = first.type;
      const wide = b.reshape(isOwn, { shape: [size, ...shape.slice(1).map(() => 1)] });
      return b.select(b.broadcastTo(wide, { shape }), own[output] as Value, chosen);
    }, first),
  );
}

/** The bounds of the branch that is taken; the hull of those that may be, where the number is an interval. */
function intervalBranch(
  b: Builder,
  { inputs: [number, ...operands], params: { branches }, emit, intervalFunc }: BranchContext,
): readonly Interval[] {
  if (number === undefined) throw internalError('switchCase has a number');
  const count = branches[0]?.outputs.length ?? 0;
  const all = new Set(new Array<unknown>(count).keys());
  const intervals = intervalsAmong(operands);
  const bounds = branches.map((each) => intervalFunc(each, intervals, all).func);
  const ends = endsOf(operands);
  if (isPoint(number)) return pairUp(emit([number.lower, ...ends], { branches: bounds }), count, all);
  const last = b.fullLike(number.lower, { value: branches.length - 1 });
  const clamped = (end: Value): Value => b.minimum(b.maximum(end, b.zerosLike(end)), last);
  const [first, final] = [clamped(number.lower), clamped(number.upper)];
  return bounds
    .map((func) => pairUp([b.call(...ends, { func })].flat(), count, all))
    .reduce((found, own, index) => {
      const place = b.fullLike(first, { value: index });
      const isFirst = b.equal(first, place);
      const isLater = b.bitwiseAnd(b.less(first, place), b.lessEqual(place, final));
      return own.map((each, output) => {
        const before = found[output] as Interval;
        const chosen = (end: 'lower' | 'upper'): Value => {
          const everywhere = (condition: Value): Value =>
            b.broadcastTo(condition, { shape: each[end].type.shape });
          const wider = b.select(everywhere(isLater), hull(b, [before, each])[end], before[end]);
          return b.select(everywhere(isFirst), each[end], wider);
        };
        return { lower: chosen('lower'), upper: chosen('upper') };
      });
    });
}

type BranchContext = IntervalContext<Values, BranchParams>;

function trimBranch({ branches }: BranchParams, used: readonly boolean[]): Trimmed<BranchParams> | null {
  const outputs = [...used.keys()].filter((index) => used[index]);
  const kept = branches.map((each) => {
    const results = outputs.map((index) => each.outputs[index] as Value);
    const { instructions, values: read } = neededFor(each.instructions, results);
    return { ...each, instructions, outputs: results, read };
  });
  const [first] = branches;
  const positions = [...(first?.inputs.keys() ?? [])].filter((position) =>
    kept.some(({ read, inputs }) => read.has(inputs[position] as Value)),
  );
  if (outputs.length === used.length && positions.length === first?.inputs.length) return null;
  return {
    params: {
      branches: kept.map(({ name, inputs, instructions, outputs: results }) => ({
        name,
        inputs: positions.map((position) => inputs[position] as Value),
        instructions,
        outputs: results,
      })),
    },
    inputs: [0, ...positions.map((position) => position + 1)],
    outputs,
  };
}
