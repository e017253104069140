import { shapeError } from '../errors.ts';
import { type Linear, linear } from './linear.ts';
import type { AnyModule } from './module.ts';
import { type Sequential, sequential } from './sequential.ts';

/** Layers with a linear layer between each two. */
export type Stacked<Layers extends readonly AnyModule[]> = Layers extends readonly [
  infer First extends AnyModule,
  infer Second extends AnyModule,
  ...infer Rest extends readonly AnyModule[],
]
  ? readonly [First, Linear<false>, ...Stacked<readonly [Second, ...Rest]>]
  : Layers;

/**
 * A feed-forward stack: modules one after the other with weights, without bias, between each two. It is a `sequential` with the
 * weights as layers 1, 3, ...
 * @throws LimpetError (`shape`) where a module beside weights does not say its channels.
 * @example `ffwdStack(lif({ neurons: 16 }), lif({ neurons: 4 }))`, weights `[16, 4]` between
 * Source: Rockpool, `FFwdStack`.
 */
export function ffwdStack<const Layers extends readonly AnyModule[]>(
  ...layers: Layers
): Sequential<Stacked<Layers>> {
  const stacked: AnyModule[] = layers.flatMap((layer, index) => {
    const before = layers[index - 1];
    if (before === undefined) return [layer];
    const inputs = before.outputs ?? before.inputs;
    if (typeof inputs !== 'number' || layer.inputs === undefined) {
      const unknown = typeof inputs !== 'number' ? index - 1 : index;
      throw shapeError(
        `ffwdStack: the channels of layer ${unknown} (${layers[unknown]?.name}) are not known, so the weights beside it have no shape; ` +
          'give it its channels, or use sequential',
      );
    }
    return [linear({ inputs, outputs: layer.inputs }), layer];
  });
  const stack: unknown = sequential(...stacked);
  return stack as Sequential<Stacked<Layers>>;
}
