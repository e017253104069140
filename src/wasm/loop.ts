import type { Buffer, LoopElement, LoopStep, Step } from '../kernel/program.ts';
import type { MemoryPlan } from '../passes/planMemory.ts';
import type { Addresses } from './addresses.ts';
import type { FunctionBuilder, Local } from './functionBuilder.ts';

/**
 * Emits a loop: the body runs once for each step, with the addresses of what it reads and writes moving along. The next
 * value of a carry is never copied: the body reads it where it was written.
 */
export function emitLoop(
  f: FunctionBuilder,
  loop: LoopStep,
  plan: MemoryPlan,
  addresses: Addresses,
  emitSteps: (steps: readonly Step[]) => void,
): void {
  const { condition, length, reverse, carries, slices, placed, copied } = loop;
  const first = reverse ? length - 1 : 0;
  const moving = [...slices, ...placed].map((element) => startElement(f, element, first, addresses));
  const targets = copied.map(({ whole, offset, stride }) => {
    const target = f.local('i32');
    addresses.push(whole, 4 * (offset + stride * first));
    f.set(target);
    return target;
  });
  const inputs = carries.map(({ initial, input }) => {
    addresses.push(initial, 0);
    const local = addresses.track(input);
    f.set(local);
    return local;
  });
  const alternating = startAlternates(f, loop, plan, addresses);
  const emitBody = (): void => {
    emitSteps(loop.body);
    copied.forEach(({ element, stride }, index) => {
      const target = targets[index] as Local;
      f.get(target);
      addresses.push(element, 0);
      f.i32.const(4 * element.size).memoryCopy();
      advance(f, target, reverse ? -stride : stride);
    });
    for (const { output } of carries) addresses.push(output, 0);
    for (const input of [...inputs].reverse()) f.set(input);
    for (const { local, sum } of alternating) f.i32.const(sum).get(local).i32.sub().set(local);
    [...slices, ...placed].forEach(({ stride }, index) => {
      advance(f, moving[index] as Local, reverse ? -stride : stride);
    });
  };
  if (condition === null) f.forRange(0, length, 1, emitBody);
  else {
    f.block((done) => {
      f.loop((next) => {
        emitSteps(condition.steps);
        addresses.push(condition.holds, 0);
        f.i32.load().i32.eqz().brIf(done);
        emitBody();
        f.br(next);
      });
    });
  }
  carries.forEach(({ result }, index) => {
    if (result === null) return;
    addresses.push(result, 0);
    f.get(inputs[index] as Local)
      .i32.const(4 * result.size)
      .memoryCopy();
  });
}

function startElement(f: FunctionBuilder, each: LoopElement, first: number, addresses: Addresses): Local {
  const { element, whole, offset, stride } = each;
  addresses.push(whole, 4 * (offset + stride * first));
  const local = addresses.track(element);
  f.set(local);
  return local;
}

/** Next values of carries that are written to two places in turn: where now, and the sum of both addresses. */
function startAlternates(
  f: FunctionBuilder,
  { carries }: LoopStep,
  { addresses: fixed, alternates }: MemoryPlan,
  addresses: Addresses,
): { readonly local: Local; readonly sum: number }[] {
  const outputs = new Set<Buffer>(carries.map(({ output }) => output));
  return [...outputs].flatMap((buffer) => {
    const [one, other] = [fixed.get(buffer), alternates.get(buffer)];
    if (one === undefined || other === undefined) return [];
    const local = addresses.track(buffer);
    f.i32.const(one).set(local);
    return [{ local, sum: one + other }];
  });
}

function advance(f: FunctionBuilder, local: Local, elements: number): void {
  f.get(local)
    .i32.const(4 * elements)
    .i32.add()
    .set(local);
}
