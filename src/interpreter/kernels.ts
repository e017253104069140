import { internalError } from '../errors.ts';
import { type Shape, sizeOf, type TensorType } from '../ir/types.ts';
import type { ReduceKernel, ScatterKernel } from '../kernel/forms.ts';
import { type IndexMap, type Kernel, linearize, type MapKernel, type Operand } from '../kernel/forms.ts';
import { foldLanes, REDUCE_LANES } from '../kernel/order.ts';
import { runCumulative, runSort } from './alongAxis.ts';
import { runAccumulate, runContract } from './contract.ts';
import { allocateRegister, type FloatStorage, type Register, runLanes } from './lanes.ts';

const CHUNK = 4096;

/** Calls `visit(point, offset)` for the points first..first+length of a domain, in row-major order. */
function forEachOffset(
  domain: Shape,
  map: IndexMap,
  shape: Shape,
  first: number,
  length: number,
  visit: (point: number, offset: number) => void,
): void {
  const { offset, strides } = linearize(map, shape, domain.length);
  const index = new Array<number>(domain.length).fill(0);
  let position = offset;
  for (let axis = domain.length - 1, rest = first; axis >= 0; axis--) {
    const extent = domain[axis] ?? 1;
    index[axis] = rest % extent;
    rest = Math.floor(rest / extent);
    position += (index[axis] ?? 0) * (strides[axis] ?? 0);
  }
  for (let point = 0; point < length; point++) {
    visit(point, position);
    for (let axis = domain.length - 1; axis >= 0; axis--) {
      const next = (index[axis] ?? 0) + 1;
      position += strides[axis] ?? 0;
      if (next < (domain[axis] ?? 1)) {
        index[axis] = next;
        break;
      }
      position -= next * (strides[axis] ?? 0);
      index[axis] = 0;
    }
  }
}

/** Reads the operands of a kernel at the points first..first+length of its domain. */
function readOperands(
  operands: readonly Operand[],
  domain: Shape,
  inputs: readonly Register[],
  first: number,
  length: number,
  storage: FloatStorage,
): Register[] {
  const registers: Register[] = [];
  for (const operand of operands) {
    if (operand.kind === 'index') {
      const register = new Uint32Array(length);
      const { axis, stride, start } = operand.coordinate;
      const extents = axis < 0 ? [1] : [axis < domain.length ? (domain[axis] ?? 1) : 1];
      forEachOffset(domain, [{ axis, stride, start }], extents, first, length, (point, offset) => {
        register[point] = offset;
      });
      registers.push(register);
      continue;
    }
    const source = inputs[operand.input];
    if (source === undefined) throw internalError(`kernel reads input ${operand.input}, which is missing`);
    const register = emptyLike(source, length, storage);
    if (operand.kind === 'buffer') {
      forEachOffset(domain, operand.map, operand.shape, first, length, (point, offset) => {
        register[point] = source[offset] ?? 0;
      });
    } else {
      const positions = registers[operand.index];
      const extent = operand.shape[operand.axis] ?? 1;
      const stride = sizeOf(operand.shape.slice(operand.axis + 1));
      forEachOffset(domain, operand.map, operand.shape, first, length, (point, offset) => {
        const position = Math.min(Math.max(positions?.[point] ?? 0, 0), extent - 1);
        register[point] = source[offset + stride * position] ?? 0;
      });
    }
    registers.push(register);
  }
  return registers;
}

function emptyLike(source: Register, length: number, storage: FloatStorage): Register {
  if (source instanceof Int32Array) return new Int32Array(length);
  if (source instanceof Uint32Array) return new Uint32Array(length);
  if (source instanceof Uint8Array) return new Uint8Array(length);
  return allocateRegister('f32', length, storage);
}

function runMap(
  kernel: MapKernel,
  inputs: readonly Register[],
  outputs: readonly Register[],
  storage: FloatStorage,
): void {
  const size = sizeOf(kernel.domain);
  for (let first = 0; first < size; first += CHUNK) {
    const length = Math.min(CHUNK, size - first);
    const registers = readOperands(kernel.operands, kernel.domain, inputs, first, length, storage);
    const results = runLanes(kernel.program, registers, length, storage);
    kernel.targets.forEach((target, index) => {
      const result = results[index];
      const output = outputs[target.output];
      if (result === undefined || output === undefined) throw internalError('map kernel without output');
      forEachOffset(kernel.domain, target.map, target.shape, first, length, (point, offset) => {
        output[offset] = result[point] ?? 0;
      });
    });
  }
}

function runReduce(
  kernel: ReduceKernel,
  inputs: readonly Register[],
  outputs: readonly Register[],
  storage: FloatStorage,
): void {
  const domain = [...kernel.domain, ...kernel.reduced];
  const count = sizeOf(kernel.reduced);
  const types = kernel.combine.inputs.slice(0, kernel.initial.length);
  const step = Math.max(1, Math.floor(CHUNK / Math.max(1, count)));
  const points = sizeOf(kernel.domain);
  for (let first = 0; first < points; first += step) {
    const length = Math.min(step, points - first);
    const registers = readOperands(kernel.operands, domain, inputs, first * count, length * count, storage);
    const values = runLanes(kernel.program, registers, length * count, storage);
    // One accumulator per point and lane; lane l takes the elements l, l + REDUCE_LANES, ... of the reduced axes.
    const rows = Array.from({ length: REDUCE_LANES }, () =>
      types.map((dtype, index) => allocateRegister(dtype, length, storage).fill(kernel.initial[index] ?? 0)),
    );
    for (let element = 0; element < count; element++) {
      const accumulators = rows[element % REDUCE_LANES] ?? [];
      const column = values.map((value) => {
        const part = emptyLike(value, length, storage);
        for (let point = 0; point < length; point++) part[point] = value[point * count + element] ?? 0;
        return part;
      });
      rows[element % REDUCE_LANES] = runLanes(kernel.combine, [...accumulators, ...column], length, storage);
    }
    const folded = foldLanes(rows, (a, b) => runLanes(kernel.combine, [...a, ...b], length, storage));
    kernel.results.forEach((accumulator, output) => {
      const result = folded[accumulator];
      for (let point = 0; point < length; point++) {
        const register = outputs[output];
        if (register) register[first + point] = result?.[point] ?? 0;
      }
    });
  }
}

function runScatter(
  { outer, rows, extent, inner }: ScatterKernel,
  inputs: readonly Register[],
  outputs: readonly Register[],
): void {
  const [indices, updates] = inputs;
  const [output] = outputs;
  if (indices === undefined || updates === undefined || output === undefined) {
    throw internalError('scatter without operands');
  }
  for (let o = 0; o < outer; o++) {
    for (let row = 0; row < rows; row++) {
      const position = indices[row] ?? -1;
      if (position < 0 || position >= extent) continue;
      const target = (o * extent + position) * inner;
      const source = (o * rows + row) * inner;
      // Storing rounds, so the sum in float64 is the rounded sum of float32 numbers.
      for (let i = 0; i < inner; i++)
        output[target + i] = (output[target + i] ?? 0) + (updates[source + i] ?? 0);
    }
  }
}

/** Executes one kernel plainly: its outputs from its inputs. The meaning that compiled code must reproduce to the bit. */
export function runKernel(
  kernel: Kernel,
  inputs: readonly Register[],
  types: readonly TensorType[],
  storage: FloatStorage = 'f32',
): Register[] {
  if (kernel.form === 'alias') return [...inputs];
  const outputs = types.map((type) => allocateRegister(type.dtype, sizeOf(type.shape), storage));
  switch (kernel.form) {
    case 'data':
      outputs[0]?.set(kernel.data);
      break;
    case 'map':
      runMap(kernel, inputs, outputs, storage);
      break;
    case 'pieces':
      for (const piece of kernel.pieces) runMap(piece, inputs, outputs, storage);
      break;
    case 'reduce':
      runReduce(kernel, inputs, outputs, storage);
      break;
    case 'contract':
      runContract(kernel, inputs, outputs, storage);
      break;
    case 'accumulate':
      runAccumulate(kernel, inputs, outputs, storage);
      break;
    case 'scatter':
      runScatter(kernel, inputs, outputs);
      break;
    case 'cumulative':
      runCumulative(kernel, inputs, outputs, storage);
      break;
    case 'sort':
      runSort(kernel, inputs, outputs);
      break;
  }
  return outputs;
}
