import type { LaneProgram } from '../kernel/lane.ts';
import type { Access, Buffer } from '../kernel/program.ts';

/** A lane program as text: equal for equal programs. */
export function programKey({ inputs, instructions, outputs }: LaneProgram): string {
  let key = `${inputs}:`;
  for (const { op, dtype, args, value } of instructions) {
    if (value === undefined) key += `${op} ${dtype} ${args[0]} ${args[1]} ${args[2]};`;
    else key += `${dtype} ${Object.is(value, -0) ? '-0' : value};`;
  }
  return `${key}${outputs}`;
}

/** An access as text, with its buffer by number. */
export function accessKey(access: Access, buffers: readonly Buffer[]): string {
  const place = `${access.kind} ${access.offset} ${access.strides}`;
  if (access.kind === 'index') return place;
  const indirect = access.kind === 'indirect' ? ` ${access.axisStride} ${access.extent} ${access.index}` : '';
  return `${place} @${buffers.indexOf(access.buffer)}${indirect}`;
}
