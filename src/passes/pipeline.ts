import type { Func } from '../ir/func.ts';
import { verify } from '../ir/verifier.ts';
import { eliminateDeadCode } from './deadCode.ts';
import { expandCalls, expandInlined } from './expandCalls.ts';
import { foldConstants } from './foldConstants.ts';
import { improve } from './improve.ts';
import { mergeCommon } from './mergeCommon.ts';
import { narrow } from './narrow.ts';
import { simplify } from './simplify.ts';

/** The passes from ir to ir, in order. */
export const pipeline: readonly (readonly [name: string, pass: (func: Func) => Func])[] = [
  ['expandCalls', expandCalls],
  ['deadCode', eliminateDeadCode],
  ['narrow', narrow],
  ['expandInlined', expandInlined],
  ['simplify', simplify],
  ['foldConstants', foldConstants],
  ['mergeCommon', mergeCommon],
  ['deadCode', eliminateDeadCode],
  ['innerFunctions', optimizeInnerFunctions],
  ['improve', improveAndClean],
];

/** What improvements leave behind is merged and removed; most functions have nothing to improve. */
function improveAndClean(func: Func): Func {
  const improved = improve(func);
  return improved === func ? func : eliminateDeadCode(mergeCommon(improved));
}

/** The same for the bodies of loops and branches. */
function optimizeInnerFunctions(func: Func): Func {
  if (func.instructions.every(({ op }) => op.functions === undefined)) return func;
  const instructions = func.instructions.map((instruction) => {
    const { op, params } = instruction;
    const inner = op.functions?.(params);
    if (inner === undefined || op.withFunctions === undefined) return instruction;
    return {
      ...instruction,
      params: op.withFunctions(
        params,
        inner.map((each) => optimize(each)),
      ),
    };
  });
  return { ...func, instructions };
}

/** Runs the pipeline; `check` verifies the function after each pass. `observe` sees every stage. */
export function optimize(
  func: Func,
  {
    check = false,
    observe = () => {},
  }: { check?: boolean; observe?: (stage: string, func: Func) => void } = {},
): Func {
  let current = check ? verify(func, 'trace') : func;
  observe('trace', current);
  for (const [name, pass] of pipeline) {
    current = pass(current);
    if (check) verify(current, name);
    observe(name, current);
  }
  return current;
}
