import type { Shape } from '../ir/types.ts';

/** One loop of a kernel: how often it runs, and how far each access moves per iteration, in elements. */
export interface Axis {
  readonly extent: number;
  readonly strides: readonly number[];
}

/**
 * The loops over a domain, outermost first: axes of extent 1 are left out, and neighbours along which every access
 * moves evenly are one loop.
 * @param strides for every access, its strides by axis of the domain.
 */
export function collapseAxes(domain: Shape, strides: readonly (readonly number[])[]): Axis[] {
  const axes: Axis[] = [];
  domain.forEach((extent, axis) => {
    if (extent === 1) return;
    const own = strides.map((each) => each[axis] ?? 0);
    const outer = axes.at(-1);
    if (outer?.strides.every((stride, access) => stride === (own[access] ?? 0) * extent)) {
      axes[axes.length - 1] = { extent: outer.extent * extent, strides: own };
    } else axes.push({ extent, strides: own });
  });
  return axes;
}
