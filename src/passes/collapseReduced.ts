import type { Shape } from '../ir/types.ts';
import type { Access } from '../kernel/program.ts';
import { linearAccess, type MappedAccess } from './expression.ts';

/**
 * The accesses of a reduction with its reduced axes as one, where each of them is affine in the number of the
 * reduced element; null otherwise.
 */
export function collapseReduced(
  accesses: readonly MappedAccess[],
  domain: Shape,
  reduced: Shape,
): Access[] | null {
  const rank = domain.length;
  const collapsed: Access[] = [];
  for (const mapped of accesses) {
    const access = linearAccess(mapped, rank + reduced.length);
    const own = access.strides.slice(rank);
    const inner = reduced.findLastIndex((extent) => extent !== 1);
    const step = inner < 0 ? 0 : (own[inner] ?? 0);
    let expected = step;
    for (let axis = reduced.length - 1; axis >= 0; axis--) {
      const extent = reduced[axis] ?? 1;
      if (extent !== 1 && own[axis] !== expected) return null;
      expected *= extent;
    }
    collapsed.push({ ...access, strides: [...access.strides.slice(0, rank), step] });
  }
  return collapsed;
}
