import type { Buffer } from '../kernel/program.ts';
import type { MemoryPlan } from '../passes/planMemory.ts';
import type { FunctionBuilder, Local } from './functionBuilder.ts';

/** Where buffers are while a program runs: at a fixed address, or where a local variable says. */
export class Addresses {
  readonly #f: FunctionBuilder;
  readonly #plan: MemoryPlan;
  readonly #locals: Map<Buffer, Local>;

  /** @param moving the buffers whose addresses are the parameters of the function. */
  constructor(f: FunctionBuilder, plan: MemoryPlan, moving: readonly Buffer[]) {
    this.#f = f;
    this.#plan = plan;
    this.#locals = new Map(moving.map((buffer, index) => [buffer, f.param(index)]));
  }

  /** Keeps the address of a buffer in a local variable from now on. */
  track(buffer: Buffer): Local {
    const local = this.#f.local('i32');
    this.#locals.set(buffer, local);
    return local;
  }

  /** Pushes the address of a buffer plus an offset in bytes. */
  push(buffer: Buffer, offset: number): void {
    const local = this.#locals.get(buffer);
    if (local === undefined) {
      this.#f.i32.const((this.#plan.addresses.get(buffer) ?? 0) + offset);
      return;
    }
    this.#f.get(local);
    if (offset !== 0) this.#f.i32.const(offset).i32.add();
  }
}
