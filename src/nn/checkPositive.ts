import { Tensor } from '../trace/index.ts';
import { ModuleError } from './moduleError.ts';

/**
 * Checks that parameters such as time constants are above 0, where their values are known: not inside `jit` and `grad`.
 * @throws ModuleError (`value`) naming the path.
 */
export function checkPositive(module: string, parameters: object, paths: readonly string[]): void {
  for (const path of paths) {
    const tensor: unknown = Reflect.get(parameters, path);
    if (!(tensor instanceof Tensor) || tensor.storage.kind === 'traced') continue;
    const bad = tensor.toTypedArray().find((value) => !(value > 0));
    if (bad === undefined) continue;
    throw new ModuleError({ code: 'value', module, path, problem: `expected numbers above 0, got ${bad}` });
  }
}
