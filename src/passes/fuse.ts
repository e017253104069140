import { internalError } from '../errors.ts';
import { definitionsOf, type Func, type Instruction, type Value } from '../ir/func.ts';
import { type Shape, sizeOf } from '../ir/types.ts';
import { Composer } from '../kernel/composer.ts';
import {
  type AccumulateKernel,
  type BranchKernel,
  type ContractInput,
  type ContractKernel,
  composeMaps,
  identityMap,
  type LoopKernel,
  linearizeWindows,
  type MapKernel,
  type ReduceKernel,
} from '../kernel/forms.ts';
import type { LaneProgram } from '../kernel/lane.ts';
import type { Buffer, BufferAccess, LoweredProgram, MapStep, Step } from '../kernel/program.ts';
import { usedInputs } from '../kernel/programFacts.ts';
import { collapseReduced } from './collapseReduced.ts';
import {
  ExpressionWriter,
  expression,
  linearAccess,
  linearBuffer,
  type MappedAccess,
  type MappedBuffer,
  type Part,
  reshapeSource,
  type Source,
  type UniformSource,
  type ViewSource,
  viewOf,
  wholeBuffer,
  wholeTarget,
} from './expression.ts';
import { type Factors, fuseAccumulate } from './fuseAccumulate.ts';
import { fuseLoop } from './fuseLoop.ts';
import { mergeKernels } from './mergeKernels.ts';
import { schedule } from './schedule.ts';
import { storedPoints } from './storedPoints.ts';
import { UniformValues } from './uniform.ts';

/** Expressions up to this cost over few operands are computed again by each reader instead of being stored. */
const CHEAP = 4;
const CHEAP_OPERANDS = 2;
/** Larger expressions are stored, so that kernels stay within the registers of the machine. */
const MAX_COST = 400;
const MAX_BUFFERS = 14;

/**
 * Lowers a function to kernels over buffers. Movements of elements become index maps of their readers; element-wise
 * chains are fused into the kernels that read them.
 */
export function fuse(func: Func): LoweredProgram {
  const inputs = func.inputs.map(({ type: { dtype, shape } }, index): Buffer => {
    return { dtype, size: sizeOf(shape), origin: { kind: 'input', index } };
  });
  const sources = inputs.map((buffer, index) => viewOf(buffer, func.inputs[index]?.type.shape ?? []));
  const composer = new Composer();
  return optimizeKernels({ ...new Fusion(func, sources, composer).run(), inputs }, composer);
}

/** The passes from kernels to kernels. */
const optimizeKernels = (program: LoweredProgram, composer: Composer): LoweredProgram =>
  schedule(mergeKernels(program, composer));

class Fusion {
  readonly #func: Func;
  readonly #composer: Composer;
  readonly #steps: Step[] = [];
  readonly #sources = new Map<Value, Source>();
  readonly #readers = new Map<Value, number>();
  readonly #uniforms: UniformValues;

  /** @param inputs where the inputs of the function come from. */
  constructor(func: Func, inputs: readonly Source[], composer: Composer) {
    this.#func = func;
    this.#composer = composer;
    func.inputs.forEach((value, index) => {
      this.#sources.set(value, inputs[index] as Source);
    });
    const definitions = definitionsOf(func);
    this.#uniforms = new UniformValues((value) => definitions.get(value));
    for (const { inputs } of func.instructions) for (const input of inputs) this.#count(input);
    for (const output of func.outputs) this.#count(output);
  }

  #count(value: Value): void {
    this.#readers.set(value, (this.#readers.get(value) ?? 0) + 1);
  }

  run(): LoweredProgram {
    for (const instruction of this.#func.instructions) this.#lower(instruction);
    const outputs = this.#func.outputs.map((value) => ({ buffer: this.#store(value), type: value.type }));
    return { name: this.#func.name, inputs: [], steps: this.#steps, outputs };
  }

  #lower(instruction: Instruction): void {
    const { inputs, outputs } = instruction;
    const uniform = outputs.map((output) => this.#uniforms.of(output));
    if (uniform.every((value) => value !== null)) {
      outputs.forEach((output, index) => {
        this.#sources.set(output, { kind: 'uniform', value: uniform[index] ?? 0, dtype: output.type.dtype });
      });
      return;
    }
    const kernel = this.#uniforms.kernelOf(instruction);
    const output = outputs[0] as Value;
    switch (kernel.form) {
      case 'data': {
        const origin = { kind: 'data', data: kernel.data } as const;
        const { dtype, shape } = kernel.type;
        this.#sources.set(output, viewOf({ dtype, size: sizeOf(shape), origin }, shape));
        break;
      }
      case 'alias':
        this.#reshape(inputs[0] as Value, output);
        break;
      case 'map':
        this.#map(kernel, inputs, outputs);
        break;
      case 'pieces': {
        const buffer = this.#temporary(output);
        for (const pieces of this.#together(kernel.pieces, inputs)) this.#pieces(pieces, inputs, buffer);
        break;
      }
      case 'reduce':
        this.#reduce(kernel, inputs, outputs);
        break;
      case 'contract':
        this.#contract(kernel, inputs, output);
        break;
      case 'accumulate':
        this.#accumulate(kernel, inputs, output);
        break;
      case 'scatter': {
        const indices = this.#store(inputs[0] as Value);
        const updates = this.#store(inputs[1] as Value);
        this.#steps.push({ ...kernel, indices, updates, targets: [this.#temporary(output)] });
        break;
      }
      case 'inline':
        throw internalError(`a call of ${kernel.func.name} is left`);
      case 'branch':
        this.#branch(kernel, inputs, outputs);
        break;
      case 'loop':
        this.#loop(kernel, inputs, outputs);
        break;
      case 'cumulative': {
        const sources = inputs.map((input) => this.#store(input));
        this.#steps.push({ ...kernel, sources, targets: [this.#temporary(output)] });
        break;
      }
      case 'sort': {
        const keys = this.#store(inputs[0] as Value);
        this.#steps.push({ ...kernel, keys, targets: [this.#temporary(output)] });
        break;
      }
    }
  }

  #contract(kernel: ContractKernel, inputs: readonly Value[], output: Value): void {
    const { batch, rows, reduced, n, parts } = kernel;
    const read = (index: number, { shape, map }: ContractInput, rank: number): BufferAccess => {
      const { buffer, offset, strides } = linearBuffer(this.#viewed(inputs[index] as Value), shape.length);
      return { kind: 'buffer', buffer, ...linearizeWindows(map, { offset, strides }, rank) };
    };
    const a = read(0, kernel.a, batch.length + rows.length + reduced.length);
    const b = read(1, kernel.b, batch.length + reduced.length + 1);
    const targets = [this.#temporary(output)];
    this.#steps.push({ form: 'contract', batch, rows, reduced, n, parts, a, b: [b], targets });
  }

  #accumulate(kernel: AccumulateKernel, inputs: readonly Value[], output: Value): void {
    const [initial, left, right] = inputs as [Value, Value, Value];
    const factors = (value: Value): Factors => {
      const { shape } = value.type;
      const view = linearBuffer(this.#viewed(value), shape.length);
      return { shape, view, store: () => this.#store(value) };
    };
    const [a, b] = [factors(left), factors(right)];
    const start = this.#store(initial);
    this.#steps.push(...fuseAccumulate(kernel, { initial: start, target: this.#temporary(output), a, b }));
  }

  #branch({ branches }: BranchKernel, inputs: readonly Value[], outputs: readonly Value[]): void {
    const [index, ...operands] = inputs as [Value, ...Value[]];
    const sources = operands.map((value) => this.#fixed(value));
    const cases = branches.map((each) => {
      const { steps, outputs: results } = this.#optimized(each, sources);
      return { body: steps, results: results.map(({ buffer }) => buffer) };
    });
    const number = this.#store(index);
    const targets = outputs.map((output) => this.#temporary(output));
    this.#steps.push({ form: 'branch', index: number, cases, targets });
  }

  #loop(kernel: LoopKernel, inputs: readonly Value[], outputs: readonly Value[]): void {
    const firstSlice = kernel.constants + kernel.carries;
    const loop = fuseLoop({
      kernel,
      constants: inputs.slice(0, kernel.constants).map((value) => this.#compact(value)),
      initial: inputs.slice(kernel.constants, firstSlice).map((value) => this.#store(value)),
      slices: inputs.slice(firstSlice).map((value) => this.#fixed(value)),
      isRead: outputs.map((output) => this.#readers.has(output)),
      lower: (body, sources) => this.#optimized(body, sources),
    });
    this.#steps.push(...loop.steps);
    loop.outputs.forEach((source, index) => {
      if (source !== null) this.#sources.set(outputs[index] as Value, source);
    });
  }

  /** The kernels of a function that runs within this one. */
  #optimized(inner: Func, sources: readonly Source[]): LoweredProgram {
    return optimizeKernels(new Fusion(inner, sources, this.#composer).run(), this.#composer);
  }

  /** The same, in its own order where it has no more elements than its buffer: every step reads it. */
  #compact(value: Value): UniformSource | ViewSource {
    const source = this.#fixed(value);
    const { shape } = value.type;
    if (source.kind === 'uniform' || source.access.buffer.size < sizeOf(shape)) return source;
    return viewOf(this.#store(value), shape);
  }

  /** The value as something that can be read again and again: stored now, unless it is known or in memory. */
  #fixed(value: Value): UniformSource | ViewSource {
    const source = this.#sourceOf(value);
    return source.kind === 'uniform'
      ? source
      : { kind: 'view', shape: value.type.shape, access: this.#viewed(value) };
  }

  #sourceOf(value: Value): Source {
    const source = this.#sources.get(value);
    if (source === undefined) throw internalError(`${this.#func.name} reads a value before it is made`);
    return source;
  }

  /** A new buffer for a value, which is from then on a view of it. */
  #temporary(value: Value): Buffer {
    const { dtype, shape } = value.type;
    const buffer: Buffer = { dtype, size: sizeOf(shape), origin: { kind: 'temporary' } };
    this.#sources.set(value, viewOf(buffer, shape));
    return buffer;
  }

  /** The value as a whole buffer, stored now where it is not one yet. */
  #store(value: Value): Buffer {
    const { shape } = value.type;
    const source = this.#sourceOf(value);
    const whole = wholeBuffer(source);
    if (whole !== null) return whole;
    const writer = new ExpressionWriter(this.#composer);
    const lane = writer.source(source, identityMap(shape));
    const buffer = this.#temporary(value);
    this.#push(shape, writer.accesses, writer.finish([lane]), [wholeTarget(buffer, shape)]);
    return buffer;
  }

  #push(
    domain: Shape,
    accesses: readonly MappedAccess[],
    program: LaneProgram,
    targets: readonly MappedBuffer[],
  ): void {
    const rank = domain.length;
    const step: MapStep = {
      form: 'map',
      domain,
      accesses: accesses.map((access) => linearAccess(access, rank)),
      program,
      targets: targets.map((target) => linearBuffer(target, rank)),
    };
    this.#steps.push(step);
  }

  /** The value as a view of a buffer. */
  #viewed(value: Value): MappedBuffer {
    const source = this.#sourceOf(value);
    if (source.kind === 'view') return source.access;
    const { shape } = value.type;
    return { kind: 'buffer', buffer: this.#store(value), shape, map: identityMap(shape) };
  }

  #reshape(input: Value, output: Value): void {
    const { shape } = output.type;
    const moved = reshapeSource(this.#sourceOf(input), input.type.shape, shape);
    this.#sources.set(output, moved ?? viewOf(this.#store(input), shape));
    // The readers of the new shape read the old value.
    this.#readers.set(input, (this.#readers.get(input) ?? 1) - 1 + (this.#readers.get(output) ?? 0));
    this.#readers.set(output, this.#readers.get(input) ?? 0);
  }

  /** Whether a kernel over `points` points reads the value by computing it rather than from memory. */
  #isInlined(value: Value, source: Source, points: number): boolean {
    const own = source.kind === 'relabeled' ? source.expression : source;
    if (own.kind !== 'expression') return true;
    if (own.cost <= CHEAP && own.buffers.size <= CHEAP_OPERANDS) return true;
    return (this.#readers.get(value) ?? 0) === 1 && points <= Math.max(1, sizeOf(value.type.shape));
  }

  /** The operands of a kernel as parts of an expression over `domain`. */
  #parts({ operands, program }: MapKernel | ReduceKernel, inputs: readonly Value[], domain: Shape): Part[] {
    const used = usedInputs(program);
    const positions = new Set(
      operands.flatMap((operand) => (operand.kind === 'indirect' ? [operand.index] : [])),
    );
    return operands.map((operand, index): Part => {
      if (operand.kind === 'index') return operand;
      const value = inputs[operand.input] as Value;
      const { dtype, shape } = value.type;
      const { map } = operand;
      if (operand.kind === 'indirect') return { ...operand, buffer: this.#store(value), shape };
      if (positions.has(index)) return { kind: 'buffer', buffer: this.#store(value), shape, map };
      if (!used.has(index)) return { kind: 'source', source: { kind: 'uniform', value: 0, dtype }, map: [] };
      const source = this.#sourceOf(value);
      if (this.#isInlined(value, source, sizeOf(domain))) return { kind: 'source', source, map };
      return { kind: 'source', source: viewOf(this.#store(value), shape), map };
    });
  }

  #map(kernel: MapKernel, inputs: readonly Value[], outputs: readonly Value[]): void {
    const view = kernel.targets.length === 1 ? this.#asView(kernel, inputs) : null;
    const parts = view === null ? this.#parts(kernel, inputs, kernel.domain) : [];
    kernel.targets.forEach((target, index) => {
      const output = outputs[target.output] as Value;
      if (view !== null) {
        this.#sources.set(output, { kind: 'view', shape: output.type.shape, access: view });
        return;
      }
      const made = expression(kernel.domain, parts, kernel.program, index);
      this.#sources.set(output, made);
      if (made.cost > MAX_COST || made.buffers.size > MAX_BUFFERS) this.#store(output);
    });
  }

  /** A kernel that only moves elements of a view is a view itself. */
  #asView(kernel: MapKernel, inputs: readonly Value[]): MappedBuffer | null {
    const [operand] = kernel.operands;
    if (kernel.program.instructions.length > 0 || kernel.operands.length !== 1 || operand?.kind !== 'buffer')
      return null;
    const source = this.#sourceOf(inputs[operand.input] as Value);
    return source.kind === 'view'
      ? { ...source.access, map: composeMaps(source.access.map, operand.map) }
      : null;
  }

  /** Pieces that one kernel writes: results of one operation, such as both words of a cipher, are computed together. */
  #together(pieces: readonly MapKernel[], inputs: readonly Value[]): MapKernel[][] {
    const groups = new Map<unknown, MapKernel[]>();
    for (const piece of pieces) {
      const [operand] = piece.operands;
      const source = operand?.kind === 'buffer' ? this.#sourceOf(inputs[operand.input] as Value) : null;
      const maker = source?.kind === 'expression' ? source.parts : piece;
      groups.set(maker, [...(groups.get(maker) ?? []), piece]);
    }
    return [...groups.values()];
  }

  /** @param pieces over one domain. */
  #pieces(pieces: readonly MapKernel[], inputs: readonly Value[], buffer: Buffer): void {
    const { domain } = pieces[0] as MapKernel;
    if (sizeOf(domain) === 0) return;
    const writer = new ExpressionWriter(this.#composer);
    const map = identityMap(domain);
    const results = pieces.flatMap((piece) =>
      writer.parts(this.#parts(piece, inputs, domain), piece.program, map),
    );
    const targets = pieces.flatMap((piece) =>
      piece.targets.map(
        (target): MappedBuffer => ({ kind: 'buffer', buffer, shape: target.shape, map: target.map }),
      ),
    );
    this.#push(domain, writer.accesses, writer.finish(results), targets);
  }

  #reduce(kernel: ReduceKernel, inputs: readonly Value[], outputs: readonly Value[]): void {
    const { domain, reduced, combine, initial, results } = kernel;
    const points = [...domain, ...reduced];
    const writer = new ExpressionWriter(this.#composer);
    const lanes = writer.parts(this.#parts(kernel, inputs, points), kernel.program, identityMap(points));
    const program = writer.finish(lanes);
    const step = { form: 'reduce', domain, count: sizeOf(reduced), combine, initial, results } as const;
    const accesses = collapseReduced(writer.accesses, domain, reduced);
    const stored = accesses === null ? storedPoints(domain, reduced, program) : null;
    if (stored !== null) this.#push(points, writer.accesses, program, stored.targets);
    const read = stored?.read ?? { accesses: accesses ?? [], program };
    this.#steps.push({ ...step, ...read, targets: outputs.map((output) => this.#temporary(output)) });
  }
}
