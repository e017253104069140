import { type Shape, sizeOf, stridesOf } from '../ir/types.ts';
import { identityProgram, type LaneProgram } from '../kernel/lane.ts';
import type { Access, Buffer } from '../kernel/program.ts';
import { registerTypes } from '../kernel/programFacts.ts';
import { type MappedBuffer, wholeTarget } from './expression.ts';

/**
 * Buffers for the values that a reduction combines, one after another, where its operands lie across several axes: where a
 * kernel writes them, and how the reduction reads them.
 */
export function storedPoints(
  domain: Shape,
  reduced: Shape,
  program: LaneProgram,
): { targets: MappedBuffer[]; read: { accesses: Access[]; program: LaneProgram } } {
  const points = [...domain, ...reduced];
  const strides = stridesOf([...domain, sizeOf(reduced)]);
  const types = registerTypes(program);
  const buffers = program.outputs.map((register): Buffer => {
    return { dtype: types[register] ?? 'f32', size: sizeOf(points), origin: { kind: 'temporary' } };
  });
  return {
    targets: buffers.map((buffer) => wholeTarget(buffer, points)),
    read: {
      accesses: buffers.map((buffer): Access => ({ kind: 'buffer', buffer, offset: 0, strides })),
      program: identityProgram(...buffers.map(({ dtype }) => dtype)),
    },
  };
}
