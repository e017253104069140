import type { Kernel } from '../kernel/forms.ts';
import type { LaneProgram } from '../kernel/lane.ts';
import type { Builder, FuncWriter } from './builder.ts';
import type { Func, Instruction, Value } from './func.ts';
import type { Dtype, Shape, TensorType } from './types.ts';

/** One value: the usual list of inputs or outputs. */
export type One = readonly [Value];
/** Two values. */
export type Two = readonly [Value, Value];
/** Three values. */
export type Three = readonly [Value, Value, Value];

/** The same tuple with another element type. */
export type Mapped<Values extends readonly Value[], Element> = {
  readonly [Index in keyof Values]: Element;
};

/** What a gradient rule sees: the instruction, and the gradients of its outputs (null is an exact zero). */
export interface VjpContext<Inputs extends readonly Value[], Params, Outputs extends readonly Value[]> {
  readonly inputs: Inputs;
  readonly outputs: Outputs;
  readonly params: Params;
  readonly cotangents: Mapped<Outputs, Value | null>;
  /** Which inputs a gradient is wanted of; those of the others are not used. */
  readonly wanted: readonly boolean[];
  /** Emits any operation. */
  emit(op: Op, inputs: readonly Value[], params: unknown): readonly Value[];
}

/** The gradient rule of an operation: cotangents of the outputs to cotangents of the inputs (null is an exact zero). */
export type Vjp<Inputs extends readonly Value[], Params, Outputs extends readonly Value[]> = {
  rule(builder: Builder, context: VjpContext<Inputs, Params, Outputs>): Mapped<Inputs, Value | null>;
}['rule'];

/** A function ready to be differentiated: what its gradient reads from inside of operations is an output of theirs. */
export interface Prepared {
  readonly func: Func;
  /** The gradient rules of the operations that were prepared. */
  readonly rules: ReadonlyMap<Instruction, Vjp<readonly Value[], unknown, readonly Value[]>>;
}

/** Differentiation of functions, for the rules of operations that carry some. */
export interface Differentiation {
  /** @param wanted values that gradients will be asked of. */
  prepare(func: Func, wanted: readonly Value[]): Prepared;
  /**
   * Appends the backward walk over a prepared function to a writer.
   * @param seeds cotangents of its outputs; null is an exact zero.
   * @returns cotangents of `wanted`.
   */
  pullback(
    prepared: Prepared,
    writer: FuncWriter,
    seeds: readonly (Value | null)[],
    wanted: readonly Value[],
  ): (Value | null)[];
}

/**
 * The gradient of an operation that has to save values from inside: `prepare` gives its parameters with those values
 * as further outputs, and the rule that reads them.
 */
export interface SavingVjp<Inputs extends readonly Value[], Params, Outputs extends readonly Value[]> {
  prepare(context: {
    readonly inputs: Inputs;
    readonly outputs: Outputs;
    readonly params: Params;
    readonly wanted: readonly boolean[];
    readonly differentiation: Differentiation;
  }): {
    /** What saves the values, where it is another operation. */
    readonly op?: Op;
    readonly params: unknown;
    readonly rule: Vjp<Inputs, Params, Outputs>;
  };
}

/** What a batching rule sees: every input with a new leading axis of extent `size`. */
export interface BatchContext<Inputs extends readonly Value[], Params, Outputs extends readonly Value[]> {
  readonly inputs: Inputs;
  /** The inputs that are the same for all elements, without the new axis; null for the others. */
  readonly shared: Mapped<Inputs, Value | null>;
  /** A function over batches, for operations that carry some: as `batchFunc`. */
  batchFunc(
    func: Func,
    batched: ReadonlySet<number>,
    size: number,
    sharedOutputs?: ReadonlySet<number>,
  ): Func;
  readonly params: Params;
  readonly size: number;
  /** Emits the same operation again. */
  emit(inputs: Inputs, params: Params): Outputs;
}

/** The batching rule of an operation: outputs with the new leading axis. */
export type BatchRule<Inputs extends readonly Value[], Params, Outputs extends readonly Value[]> = {
  rule(builder: Builder, context: BatchContext<Inputs, Params, Outputs>): Outputs;
}['rule'];

/** The ends between which a value lies; the same end twice where the value does not depend on the intervals. NaN is no bound. */
export interface Interval {
  readonly lower: Value;
  readonly upper: Value;
  /** Whether the value is known to be at least 0, wherever its lower end is. */
  readonly isNonNegative?: boolean;
}

/** A function over intervals: two inputs and two outputs, lower then upper, in the place of each one that is an interval. */
export interface IntervalFunc {
  readonly func: Func;
  /** Numbers of the outputs of the original function that are intervals. */
  readonly outputs: ReadonlySet<number>;
}

/** What an interval rule sees: inputs of which at least one is an interval. */
export interface IntervalContext<Inputs extends readonly Value[], Params> {
  readonly inputs: Mapped<Inputs, Interval>;
  readonly params: Params;
  /** Emits the same operation again. */
  emit(inputs: readonly Value[], params: Params): readonly Value[];
  /** A function over intervals, for operations that carry some: as `intervalFunc`. */
  intervalFunc(func: Func, intervals: ReadonlySet<number>, alsoOutputs?: ReadonlySet<number>): IntervalFunc;
}

/**
 * The interval rule of an operation: bounds of its outputs for all inputs between the ends, whatever the order and rounding
 * of its arithmetic.
 */
export type IntervalRule<Inputs extends readonly Value[], Params, Outputs extends readonly Value[]> = {
  rule(builder: Builder, context: IntervalContext<Inputs, Params>): Mapped<Outputs, Interval>;
}['rule'];

/** A value multiplied along its last axis by a matrix, before it is made. */
export interface MappedValue {
  /** The product. */
  readonly value: Value;
  /** The sum of the sizes of the terms that the value itself is made of. */
  readonly sizes: Value;
  /** How many roundings there are on the way of a term. */
  readonly roundings: number;
}

/** What the rule of an operation sees that is linear along its last axis. */
export interface LastAxisContext<Inputs extends readonly Value[], Params> {
  readonly inputs: Inputs;
  readonly params: Params;
  /** How many elements the last axis of products has. */
  readonly extent: number;
  /** An input multiplied along its last axis. */
  mapped(input: Value): MappedValue;
  /** The number that all elements of a value are; null where there is none, or it is not known. */
  uniform(value: Value): number | null;
}

/** What a simplification sees: the instruction, and how its inputs were made. */
export interface SimplifyContext<Inputs extends readonly Value[], Params> {
  readonly inputs: Inputs;
  readonly params: Params;
  /** The inputs and parameters of the instruction that made a value, if `op` made it. */
  readonly madeBy: <OtherInputs extends readonly Value[], OtherParams>(
    value: Value,
    op: Op<OtherInputs, OtherParams>,
  ) => { readonly inputs: OtherInputs; readonly params: OtherParams } | null;
}

/** What an improvement sees: the instruction, and the means to replace it. */
export interface ImproveContext<Inputs extends readonly Value[], Params, Outputs extends readonly Value[]>
  extends Pick<SimplifyContext<Inputs, Params>, 'madeBy'> {
  readonly inputs: Inputs;
  readonly outputs: Outputs;
  readonly params: Params;
  emit(op: Op, inputs: readonly Value[], params: unknown): readonly Value[];
  batchFunc(
    func: Func,
    batched: ReadonlySet<number>,
    size: number,
    sharedOutputs?: ReadonlySet<number>,
  ): Func;
}

/** An operation without those of its outputs that nothing reads, and without the inputs that only they need. */
export interface Trimmed<Params> {
  readonly params: Params;
  /** Numbers of the inputs and outputs that stay. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

/** A box of an array: where it starts, and how many elements it takes, along each axis. */
export interface BoxOfArray {
  readonly start: readonly number[];
  readonly size: Shape;
}

/** What an operation sees that gives a part of its result, or an equal one for less. */
export interface NarrowContext<Inputs extends readonly Value[], Params>
  extends SimplifyContext<Inputs, Params> {
  /** A part of a value: of one that nothing else reads, computed from parts itself where its operation can. */
  readonly partOf: (value: Value, box: BoxOfArray) => Value;
  /** Emits the same operation again. */
  emit(inputs: Inputs, params: Params): readonly Value[];
  /** Whether a value has no other reader. */
  readonly isOnlyReadHere: (value: Value) => boolean;
}

/** Facts about an operation that shared code may ask for. */
export interface Traits {
  /** For an operation of one input: f(a + b) = f(a) + f(b), in exact arithmetic. */
  readonly additive?: boolean;
  /** `f(a, b)` and `f(b, a)` have the same bits. */
  readonly commutative?: boolean;
  /** It is lowered to a function, whose instructions take its place once what is read of it is known. */
  readonly inlined?: boolean;
  /** Two applications to the same inputs stay two. */
  readonly distinct?: boolean;
  /** `f(x, identity)` is x, to the bit. */
  readonly rightIdentity?: number;
  /** Where a float operation is defined and smooth; tests draw inputs from here. */
  readonly domain?: {
    readonly min?: number;
    readonly max?: number;
    /** Kinks and poles, and how far to stay from them (default 1e-3). */
    readonly away?: readonly number[];
    readonly margin?: number;
  };
  /** The accuracy of its lane program: the largest error in units in the last place of the exact result. */
  readonly maxUlp?: number;
  /** Element types that an element-wise operation takes. */
  readonly dtypes?: readonly Dtype[];
  /** The lane program of an element-wise operation, for given input types. */
  readonly lane?: (dtypes: readonly Dtype[]) => LaneProgram;
}

/**
 * An operation: everything the compiler knows of it, in one constant. Shared code never asks which operation
 * it has; it asks for these properties.
 */
export interface Op<
  Inputs extends readonly Value[] = readonly Value[],
  Params = unknown,
  Outputs extends readonly Value[] = readonly Value[],
> {
  readonly name: string;
  /** The types of the outputs; throws a LimpetError that names the operation where the inputs do not fit. */
  infer(types: readonly TensorType[], params: Params): Mapped<Outputs, TensorType>;
  /**
   * The gradient rule, or the reason why the gradient is zero everywhere, or what the error says where there is none, from the
   * parameters.
   */
  readonly vjp:
    | Vjp<Inputs, Params, Outputs>
    | SavingVjp<Inputs, Params, Outputs>
    | { readonly zeroGradient: string }
    | { noGradient(params: Params): string };
  /** The batching rule. */
  readonly batch: BatchRule<Inputs, Params, Outputs>;
  /** The interval rule; operations without one are refused where bounds are asked for. */
  readonly interval?: IntervalRule<Inputs, Params, Outputs>;
  /**
   * The result multiplied along its last axis by a matrix, from inputs that are; null where the operation is not linear along
   * that axis.
   */
  lastAxis?(builder: Builder, context: LastAxisContext<Inputs, Params>): MappedValue | null;
  /** The operation as kernels over its inputs and outputs. */
  lower(types: readonly TensorType[], params: Params): Kernel;
  /** An equal, simpler value, exact to the bit; null where there is none. */
  simplify?(builder: Builder, context: SimplifyContext<Inputs, Params>): Value | null;
  /**
   * A box of the result, computed from parts of the inputs, exact to the bit; null where that cannot be. Element-wise
   * operations need none.
   */
  part?(builder: Builder, context: NarrowContext<Inputs, Params>, box: BoxOfArray): Value | null;
  /**
   * An equal value that reads or computes less, and whose gradient is the same but for the order of sums; null where there
   * is none. Asked before differentiation, so that the gradient is that of the smaller computation.
   */
  narrow?(builder: Builder, context: NarrowContext<Inputs, Params>): Value | null;
  /** Functions carried in the parameters (bodies of loops and branches). */
  functions?(params: Params): readonly Func[];
  /** The parameters with these functions in the place of their own. */
  withFunctions?(params: Params, functions: readonly Func[]): Params;
  /** The operation with fewer outputs, or null where all are needed. */
  trim?(params: Params, used: readonly boolean[]): Trimmed<Params> | null;
  /** The operation as others that do the same faster, to the bit; null where there is nothing to gain. */
  improve?(context: ImproveContext<Inputs, Params, Outputs>): Outputs | null;
  readonly traits: Traits;
}
