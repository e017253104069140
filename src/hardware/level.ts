import { valueError } from '../errors.ts';
import { type Family, familyOf, inFamilies } from '../nn/families.ts';
import { Tensor } from '../trace/index.ts';

/**
 * A size from 0 on: the same for all parameters (a number, or an f32 scalar tensor), one for each family of parameters, where other families
 * are left alone, or one for each path.
 */
export type Level = number | Tensor | Readonly<Partial<Record<Family, number>>> | ((path: string) => number);

/** A {@link Level} that was checked. */
export interface LevelByPath {
  /** The size for the parameter at a path; null where it is left alone. */
  at(path: string): number | Tensor | null;
  /** The size as descriptions of stages have it. */
  readonly text: string;
}

/** A fraction as a percentage, without rounding errors. */
export const percent = (fraction: number): string => `${Number((100 * fraction).toPrecision(6))}%`;

/**
 * Checks a level, and finds it by path.
 * @param what names the caller and the size in errors.
 * @param print writes a size. Default: as a percentage.
 * @throws LimpetError (`value`) for a negative size, and for a family that there is not.
 */
export function levelByPath(
  what: string,
  level: Level,
  print: (size: number) => string = percent,
): LevelByPath {
  const checked = (size: number, where: string): number => {
    if (size >= 0 && size < Number.POSITIVE_INFINITY) return size;
    throw valueError(`${what} from 0${where}, got ${size}`);
  };
  if (level instanceof Tensor) return { at: () => level, text: 'a given fraction' };
  if (typeof level === 'number') {
    const size = checked(level, '');
    return { at: () => size, text: print(size) };
  }
  if (typeof level === 'function') {
    return { at: (path) => checked(level(path), ` for ${path}`), text: 'a size by path' };
  }
  const families = Object.keys(level) as Family[];
  inFamilies(...families);
  const parts = families.map(
    (family) => `${print(checked(level[family] ?? 0, ` for ${family}`))} (${family})`,
  );
  return {
    at: (path) => {
      const family = familyOf(path);
      return family === null ? null : (level[family] ?? null);
    },
    text: parts.join(', '),
  };
}
