import type { Value } from '../ir/func.ts';
import type { Op, Two } from '../ir/op.ts';
import type { Dtype } from '../ir/types.ts';
import { type Lane, type LaneBuilder, laneProgram } from '../kernel/lane.ts';
import { commonType, discrete, mapLowering } from './rules.ts';

const rotations = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const;

/** Threefry-2x32 with 20 rounds (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"). */
function block(b: LaneBuilder, key0: Lane, key1: Lane, count0: Lane, count1: Lane): [Lane, Lane] {
  const keys = [key0, key1, b.xor(b.xor(key0, key1), 0x1bd11bda)] as const;
  const keyAt = (index: number): Lane => keys[(index % 3) as 0 | 1 | 2];
  let x = b.add(count0, key0);
  let y = b.add(count1, key1);
  for (let group = 0; group < 5; group++) {
    for (const distance of rotations[(group % 2) as 0 | 1]) {
      x = b.add(x, y);
      y = b.xor(b.or(b.shl(y, distance), b.shr(y, 32 - distance)), x);
    }
    x = b.add(x, keyAt(group + 1));
    y = b.add(b.add(y, keyAt(group + 2)), group + 1);
  }
  return [x, y];
}

const words: readonly Dtype[] = ['u32', 'u32', 'u32', 'u32'];
const program = laneProgram(words, (b) => block(b, ...(b.inputs as [Lane, Lane, Lane, Lane])));

/** The Threefry-2x32 block cipher: two words of key and two of counter to two random words, element by element. */
export const threefry2x32: Op<readonly [Value, Value, Value, Value], undefined, Two> = {
  name: 'threefry2x32',
  infer: (types) => {
    const type = commonType('threefry2x32', types, 4, ['u32']);
    return [type, type];
  },
  vjp: discrete,
  batch: (_, { inputs, params, emit }) => emit(inputs, params),
  lower: (types) => mapLowering(types, program),
  traits: { dtypes: ['u32'], lane: () => program },
};
