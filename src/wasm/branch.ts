import type { BranchStep, Step } from '../kernel/program.ts';
import type { Addresses } from './addresses.ts';
import type { FunctionBuilder } from './functionBuilder.ts';

/** Emits the cases of a branch, of which one runs; its results are copied where they are read. */
export function emitBranch(
  f: FunctionBuilder,
  { index, cases, targets }: BranchStep,
  addresses: Addresses,
  emitSteps: (steps: readonly Step[]) => void,
): void {
  const number = f.local('i32');
  addresses.push(index, 0);
  f.i32.load().set(number);
  const emitFrom = (first: number): void => {
    const emitCase = (): void => {
      const own = cases[first];
      if (own === undefined) return;
      emitSteps(own.body);
      targets.forEach((target, position) => {
        const result = own.results[position];
        if (result === undefined || result === target) return;
        addresses.push(target, 0);
        addresses.push(result, 0);
        f.i32.const(4 * target.size).memoryCopy();
      });
    };
    if (first === cases.length - 1) {
      emitCase();
      return;
    }
    f.get(number).i32.const(first).i32.leS();
    f.if_(emitCase, () => emitFrom(first + 1));
  };
  emitFrom(0);
}
