import { rising } from './intervalRules.ts';
import { unary } from './rules.ts';

/** x, through which no gradient flows. */
export const stopGradient = unary({
  name: 'stopGradient',
  dtypes: ['f32', 'i32', 'u32', 'bool'],
  lane: (_, x) => x,
  vjp: { zeroGradient: 'that is its purpose' },
  interval: rising,
});
