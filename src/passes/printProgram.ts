import { formatShape, formatType } from '../ir/types.ts';
import {
  type Access,
  type Buffer,
  type LoopCarry,
  type LoopElement,
  type LoweredProgram,
  type Step,
  writesOf,
} from '../kernel/program.ts';
import type { MemoryPlan } from './planMemory.ts';

/** A lowered program as text: one kernel a line, with what it writes, its form and size, and what it reads. */
export function printProgram(program: LoweredProgram, plan: MemoryPlan): string {
  const names = new Map<Buffer, string>();
  const nameOf = (buffer: Buffer): string => {
    const known = names.get(buffer) ?? `${buffer.origin.kind}${names.size}`;
    names.set(buffer, known);
    return known;
  };
  const place = (buffer: Buffer): string => {
    const address = plan.addresses.get(buffer);
    return `${nameOf(buffer)}: ${buffer.dtype}[${buffer.size}]${address === undefined ? '' : ` @${address}`}`;
  };
  const access = (each: Access): string => {
    const view = `+${each.offset} ${formatShape(each.strides)}`;
    return each.kind === 'index' ? `index ${view}` : `${nameOf(each.buffer)} ${view}`;
  };
  const lines = [`${program.name}(${program.inputs.map(place).join(', ')}) {`];
  const print = (steps: readonly Step[], indent: string): void => {
    for (const step of steps) {
      const written = [...new Set(writesOf(step))].map(place).join(', ');
      lines.push(`${indent}${written} = ${describe(step, access, nameOf)}`);
      if (step.form === 'loop') {
        print(step.condition?.steps ?? [], `${indent}  while `);
        print(step.body, `${indent}  `);
      }
      if (step.form === 'branch') {
        step.cases.forEach(({ body }, number) => {
          print(body, `${indent}  ${number}: `);
        });
      }
    }
  };
  print(program.steps, '  ');
  const outputs = program.outputs.map(({ buffer, type }) => `${nameOf(buffer)}: ${formatType(type)}`);
  return [...lines, `  return ${outputs.join(', ')}`, '}'].join('\n');
}

function describe(step: Step, access: (each: Access) => string, nameOf: (buffer: Buffer) => string): string {
  switch (step.form) {
    case 'map':
      return `map ${formatShape(step.domain)}, ${step.program.instructions.length} instructions (${step.accesses.map(access).join('; ')})`;
    case 'reduce':
      return `reduce ${formatShape(step.domain)} over ${step.count}, ${step.program.instructions.length} instructions (${step.accesses.map(access).join('; ')})`;
    case 'contract': {
      const { batch, rows, reduced, n } = step;
      return `contract ${formatShape([...batch, ...rows, ...reduced])} with ${formatShape([...batch, ...reduced, n])} (${[step.a, ...step.b].map(access).join('; ')})`;
    }
    case 'accumulate':
      return `accumulate${step.reverse ? ' backwards' : ''} ${formatShape([...step.batch, step.m, step.n])} of ${step.steps} times ${step.k} (${access(step.a)}; ${access(step.b)})`;
    case 'scatter':
      return `scatter ${formatShape([step.outer, step.rows, step.inner])} to ${formatShape([step.outer, step.extent, step.inner])} (${nameOf(step.indices)}; ${nameOf(step.updates)})`;
    case 'branch':
      return `branch ${nameOf(step.index)} (${step.cases.map(({ results }) => results.map(nameOf).join(', ')).join('; ')})`;
    case 'loop': {
      const carry = ({ initial, input, output }: LoopCarry): string =>
        `${nameOf(input)} from ${nameOf(initial)}, then ${nameOf(output)}`;
      const element = (each: LoopElement): string =>
        `${nameOf(each.element)} of ${nameOf(each.whole)} +${each.offset} [${each.stride}]`;
      const parts = [
        ...step.carries.map(carry),
        ...[...step.slices, ...step.placed, ...step.copied].map(element),
      ];
      return `loop ${step.condition === null ? step.length : `while ${nameOf(step.condition.holds)}`}${step.reverse ? ' backwards' : ''} (${parts.join('; ')})`;
    }
    case 'cumulative':
      return `cumulative ${formatShape([step.outer, step.extent, step.inner])}${step.reverse ? ' reversed' : ''}, ${step.combine.instructions.length} instructions (${step.sources.map(nameOf).join('; ')})`;
    case 'sort':
      return `sort ${formatShape([step.rows, step.extent])} (${nameOf(step.keys)})`;
  }
}
