import { dtypeError, shapeError } from '../errors.ts';
import type { Value } from '../ir/func.ts';
import type { IntervalRule, One, Op, Three, Traits, Two, Vjp } from '../ir/op.ts';
import { type Dtype, formatType, type Shape, sameShape, type TensorType, tensorType } from '../ir/types.ts';
import { type IndexMap, identityMap, type MapKernel, type Operand } from '../kernel/forms.ts';
import {
  identityProgram,
  type Lane,
  type LaneBuilder,
  type LaneProgram,
  laneProgram,
} from '../kernel/lane.ts';

/** A gradient rule, or the reason why the gradient is zero everywhere. */
export type Gradient<Inputs extends readonly Value[], Params, Outputs extends readonly Value[] = One> =
  | Vjp<Inputs, Params, Outputs>
  | { readonly zeroGradient: string };

/** The gradient of operations on integers and truth values. */
export const discrete = { zeroGradient: 'its values are discrete' } as const;

/** An element-wise operation of one input. */
export type UnaryOp = Op<One, undefined, One>;
/** An element-wise operation of two inputs of one type. */
export type BinaryOp = Op<Two, undefined, One>;

interface Spec<Inputs extends readonly Value[], Write> {
  readonly name: string;
  /** Element types the operation takes; default f32 alone. */
  readonly dtypes?: readonly Dtype[];
  readonly lane: Write;
  /** Element type of the result; default that of the inputs. */
  readonly result?: Dtype;
  readonly vjp: Gradient<Inputs, undefined>;
  readonly simplify?: NonNullable<Op<Inputs, undefined, One>['simplify']>;
  readonly interval?: IntervalRule<Inputs, undefined, One>;
  readonly lastAxis?: NonNullable<Op<Inputs, undefined, One>['lastAxis']>;
  readonly traits?: Traits;
}

/** Checks the inputs of an operation whose inputs share one shape and one element type. */
export function commonType(
  name: string,
  types: readonly TensorType[],
  arity: number,
  dtypes: readonly Dtype[],
): TensorType {
  const [first] = types;
  if (first === undefined || types.length !== arity) {
    throw shapeError(`${name}: expected ${arity} inputs, got ${types.length}`);
  }
  if (!types.every((type) => sameShape(type.shape, first.shape))) {
    throw shapeError(`${name}: expected inputs of one shape, got ${types.map(formatType).join(' and ')}`);
  }
  if (!types.every((type) => type.dtype === first.dtype) || !dtypes.includes(first.dtype)) {
    throw dtypeError(
      `${name}: expected ${dtypes.join(' or ')} inputs of one type, got ${types.map(formatType).join(' and ')}`,
    );
  }
  return first;
}

/** The kernel of a lane program over inputs that all have the shape of the output. */
export function mapLowering(types: readonly TensorType[], program: LaneProgram): MapKernel {
  const domain = types[0]?.shape ?? [];
  const map = identityMap(domain);
  return {
    form: 'map',
    domain,
    operands: types.map((_, input): Operand => ({ kind: 'buffer', input, shape: domain, map })),
    program,
    targets: program.outputs.map((_, output) => ({ output, shape: domain, map })),
  };
}

/** The kernel of an operation that only moves elements: the output's point lies at `map` in the input. */
export function viewLowering(input: TensorType, domain: Shape, map: IndexMap): MapKernel {
  return {
    form: 'map',
    domain,
    operands: [{ kind: 'buffer', input: 0, shape: input.shape, map }],
    program: identityProgram(input.dtype),
    targets: [{ output: 0, shape: domain, map: identityMap(domain) }],
  };
}

/** Makes the lane program of every list of element types once. */
function remembered(
  write: (dtypes: readonly Dtype[]) => LaneProgram,
): (dtypes: readonly Dtype[]) => LaneProgram {
  const known = new Map<string, LaneProgram>();
  return (dtypes) => {
    const key = dtypes.join();
    const program = known.get(key) ?? write(dtypes);
    known.set(key, program);
    return program;
  };
}

/** An element-wise operation of one input. */
export function unary(spec: Spec<One, (builder: LaneBuilder, x: Lane) => Lane>): UnaryOp {
  const { name, dtypes = ['f32'], lane, result, vjp, simplify, interval, traits } = spec;
  const program = remembered(([dtype = 'f32']) => laneProgram([dtype], (b, x) => lane(b, x as Lane)));
  return {
    name,
    infer: (types) => {
      const { dtype, shape } = commonType(name, types, 1, dtypes);
      return [tensorType(result ?? dtype, shape)];
    },
    vjp,
    batch: (_, { inputs, params, emit }) => emit(inputs, params),
    lower: (types) => mapLowering(types, program(types.map((type) => type.dtype))),
    ...(simplify ? { simplify } : {}),
    ...(interval ? { interval } : {}),
    traits: { ...traits, dtypes, lane: program },
  };
}

/** An element-wise operation of two inputs of one type. */
export function binary(spec: Spec<Two, (builder: LaneBuilder, x: Lane, y: Lane) => Lane>): BinaryOp {
  const { name, dtypes = ['f32'], lane, result, vjp, simplify, interval, lastAxis, traits } = spec;
  const program = remembered(([dtype = 'f32']) =>
    laneProgram([dtype, dtype], (b, x, y) => lane(b, x as Lane, y as Lane)),
  );
  return {
    name,
    infer: (types) => {
      const { dtype, shape } = commonType(name, types, 2, dtypes);
      return [tensorType(result ?? dtype, shape)];
    },
    vjp,
    batch: (_, { inputs, params, emit }) => emit(inputs, params),
    lower: (types) => mapLowering(types, program(types.map((type) => type.dtype))),
    ...(simplify ? { simplify } : {}),
    ...(interval ? { interval } : {}),
    ...(lastAxis ? { lastAxis } : {}),
    traits: { ...traits, dtypes, lane: program },
  };
}

/** The choice between two inputs by a truth value. */
export function ternary(
  spec: Spec<Three, (builder: LaneBuilder, condition: Lane, x: Lane, y: Lane) => Lane>,
): Op<Three, undefined, One> {
  const { name, dtypes = ['f32'], lane, vjp, simplify, interval, traits } = spec;
  const program = remembered(([, dtype = 'f32']) =>
    laneProgram(['bool', dtype, dtype], (b, condition, x, y) =>
      lane(b, condition as Lane, x as Lane, y as Lane),
    ),
  );
  return {
    name,
    infer: (types) => {
      const [condition, ...branches] = types;
      const { dtype, shape } = commonType(name, branches, 2, dtypes);
      if (condition?.dtype !== 'bool' || !sameShape(condition.shape, shape)) {
        throw dtypeError(
          `${name}: expected a bool condition of shape [${shape.join(', ')}], got ${types.map(formatType).join(', ')}`,
        );
      }
      return [tensorType(dtype, shape)];
    },
    vjp,
    batch: (_, { inputs, params, emit }) => emit(inputs, params),
    lower: (types) => mapLowering(types, program(types.map((type) => type.dtype))),
    ...(simplify ? { simplify } : {}),
    ...(interval ? { interval } : {}),
    traits: { ...traits, dtypes, lane: program },
  };
}
