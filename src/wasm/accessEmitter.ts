import type { Dtype } from '../ir/types.ts';
import type { Access } from '../kernel/program.ts';
import type { FunctionBuilder, Local } from './functionBuilder.ts';
import type { LaneConstants } from './laneEmitter.ts';

/** How many elements one step of a loop takes: a whole vector, or its first lanes. */
export type Width = 4 | 3 | 2 | 1;

/**
 * Emits the reads of one access. `position` holds the place of the current point: a byte address for memory, a
 * number for an index access.
 */
export class AccessEmitter {
  readonly #f: FunctionBuilder;
  readonly #constants: LaneConstants;
  readonly access: Access;
  readonly dtype: Dtype;
  readonly position: Local;
  /** Elements between neighbouring points of the inner loop. */
  readonly inner: number;

  constructor(f: FunctionBuilder, constants: LaneConstants, access: Access, inner: number) {
    this.#f = f;
    this.#constants = constants;
    this.access = access;
    this.dtype = access.kind === 'index' ? 'u32' : access.buffer.dtype;
    this.position = f.local('i32');
    this.inner = inner;
    if (this.dtype === 'bool') constants.bits(0);
    if (access.kind === 'index') this.#ramp();
    if (access.kind === 'indirect') constants.bits(access.extent - 1);
    if (access.kind === 'indirect') constants.bits(0);
  }

  /** Units of `position` per element. */
  get unit(): number {
    return this.access.kind === 'index' ? 1 : 4;
  }

  #ramp(): Local {
    const ramp = this.#f.local('v128');
    const lanes = Int32Array.from({ length: 4 }, (_, lane) => lane * this.inner);
    this.#f.v128.const(new Uint8Array(lanes.buffer)).set(ramp);
    this.#rampLocal = ramp;
    return ramp;
  }
  #rampLocal: Local | null = null;

  /**
   * Loads the elements of `width` points into a fresh local; positions of a gather come from `indexLane`.
   * Neighbouring elements are loaded as a whole vector, which may reach into the padding of the buffer.
   * @param shift points of the inner loop to look ahead, along accesses that move by 0 or 1, or of an index.
   */
  load(width: Width, indexLane: Local | null, shift = 0): Local {
    const f = this.#f;
    const { access } = this;
    if (access.kind === 'index') {
      f.get(this.position)
        .i32.const(shift * this.inner)
        .i32.add()
        .i32x4.splat();
      if (width > 1 && this.#rampLocal) f.get(this.#rampLocal).i32x4.add();
    } else if (access.kind === 'indirect') this.#indirect(width, indexLane as Local, access);
    else if (this.inner === 0) f.get(this.position).v128.load32Splat();
    else if (width === 1) f.get(this.position).v128.load32Zero();
    else if (this.inner === 1) f.get(this.position).v128.load(4 * shift);
    else this.#strided(width);
    if (this.dtype === 'bool') f.get(this.#constants.bits(0)).i32x4.ne();
    const lane = f.local('v128');
    f.set(lane);
    return lane;
  }

  #strided(width: Width): void {
    const f = this.#f;
    const address = f.local('i32');
    const vector = f.local('v128');
    f.get(this.position).v128.load32Zero().set(vector);
    f.get(this.position).set(address);
    for (let lane = 1; lane < width; lane++) {
      f.get(address)
        .i32.const(4 * this.inner)
        .i32.add()
        .tee(address);
      f.get(vector).v128.load32Lane(0, lane).set(vector);
    }
    f.get(vector);
  }

  /** Element by element, as addresses differ: clamped index times the stride of its axis. */
  #indirect(width: Width, indexLane: Local, access: Extract<Access, { kind: 'indirect' }>): void {
    const f = this.#f;
    const clamped = f.local('v128');
    const vector = f.local('v128');
    f.get(indexLane).get(this.#constants.bits(0)).i32x4.maxS();
    f.get(this.#constants.bits(access.extent - 1))
      .i32x4.minS()
      .set(clamped);
    f.i32x4.const(0).set(vector);
    for (let lane = 0; lane < width; lane++) {
      f.get(clamped)
        .i32x4.extractLane(lane)
        .i32.const(4 * access.axisStride)
        .i32.mul();
      f.get(this.position)
        .i32.const(4 * lane * this.inner)
        .i32.add()
        .i32.add();
      f.get(vector).v128.load32Lane(0, lane).set(vector);
    }
    f.get(vector);
  }
}
