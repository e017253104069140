import { identityProgram } from '../kernel/lane.ts';
import type { Buffer, Step } from '../kernel/program.ts';

/** A kernel that copies a buffer into another, there from an offset on. */
export function copyStep(from: Buffer, to: Buffer, offset = 0): Step {
  return {
    form: 'map',
    domain: [from.size],
    accesses: [{ kind: 'buffer', buffer: from, offset: 0, strides: [1] }],
    program: identityProgram(from.dtype),
    targets: [{ kind: 'buffer', buffer: to, offset, strides: [1] }],
  };
}
