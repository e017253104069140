import type { LaneProgram } from '../kernel/lane.ts';
import type { Access } from '../kernel/program.ts';

/** A lane program as text: equal for equal programs. */
export function programKey({ inputs, instructions, outputs }: LaneProgram): string {
  let key = `${inputs}:`;
  for (const { op, dtype, args, value } of instructions) {
    if (value === undefined) key += `${op} ${dtype} ${args[0]} ${args[1]} ${args[2]};`;
    else key += `${dtype} ${Object.is(value, -0) ? '-0' : value};`;
  }
  return `${key}${outputs}`;
}

/** An access as text, without the place where it begins: kernels get that as a parameter. */
export function accessKey(access: Access): string {
  if (access.kind === 'index') return `index ${access.offset} ${access.strides}`;
  const indirect = access.kind === 'indirect' ? ` ${access.axisStride} ${access.extent} ${access.index}` : '';
  return `${access.kind} ${access.buffer.dtype} ${access.strides}${indirect}`;
}
