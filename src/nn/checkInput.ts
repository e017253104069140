import { formatType } from '../ir/types.ts';
import type { Tensor } from '../trace/index.ts';
import { ModuleError } from './moduleError.ts';

/**
 * Checks that an input is f32 `[time, channels]` or `[batch, time, channels]`.
 * @throws ModuleError (`dtype`, `shape`) for another element type, another rank or other channels.
 */
export function checkInput(module: string, input: Tensor, channels: number): void {
  const { type } = input;
  const rank = type.shape.length;
  const hasAxes = type.dtype === 'f32' && (rank === 2 || rank === 3);
  if (hasAxes && type.shape.at(-1) === channels) return;
  const problem = hasAxes
    ? `expected inputs with ${channels} channels, got ${formatType(type)}`
    : `expected inputs f32[time, ${channels}] or f32[batch, time, ${channels}], got ${formatType(type)}`;
  throw new ModuleError({ code: type.dtype === 'f32' ? 'shape' : 'dtype', module, problem });
}

/**
 * Checks that an input is f32 and has channels last, be it a sequence or an image, with a batch or without.
 * @throws ModuleError (`dtype`, `shape`) for another element type, fewer than 2 or more than 4 axes, or other channels.
 */
export function checkChannelsLast(module: string, input: Tensor, channels: number): void {
  const { dtype, shape } = input;
  if (dtype === 'f32' && shape.length >= 2 && shape.length <= 4 && shape.at(-1) === channels) return;
  const expected = ['time', 'batch, time', 'batch, height, width'].map((axes) => `f32[${axes}, ${channels}]`);
  const problem = `expected inputs ${expected.join(', ')}, got ${formatType(input.type)}`;
  throw new ModuleError({ code: dtype === 'f32' ? 'shape' : 'dtype', module, problem });
}

/**
 * Checks that an input has time steps.
 * @throws ModuleError (`shape`) where it has none.
 */
export function checkTime(module: string, input: Tensor): void {
  if (input.shape.at(-2) !== 0) return;
  const problem = `expected inputs of at least one time step, got ${formatType(input.type)}`;
  throw new ModuleError({ code: 'shape', module, problem });
}
