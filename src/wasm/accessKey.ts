import type { Access } from '../kernel/program.ts';

/** An access as text, without the place where it begins: kernels get that as a parameter. */
export function accessKey(access: Access): string {
  if (access.kind === 'index') return `index ${access.offset} ${access.strides}`;
  const indirect = access.kind === 'indirect' ? ` ${access.axisStride} ${access.extent} ${access.index}` : '';
  return `${access.kind} ${access.buffer.dtype} ${access.strides}${indirect}`;
}
