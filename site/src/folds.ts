import type { PageState } from './pageState.ts';

/** What can be unfolded, by name: its chapter and its kind, such as `take-program`. */
const folds = (): ReadonlyMap<string, HTMLDetailsElement> =>
  new Map(
    Array.from(document.querySelectorAll<HTMLDetailsElement>('section[id] details[class]'), (each) => [
      `${each.closest('section')?.id}-${each.className}`,
      each,
    ]),
  );

/** Unfolds what the link asks for, and keeps the link in step. @param onUnknown hears each name that the page does not have. */
export function followFolds(state: PageState, onUnknown: (name: string) => void): void {
  const known = folds();
  for (const name of state.unfolded) {
    const fold = known.get(name);
    if (fold === undefined) onUnknown(name);
    else fold.open = true;
  }
  for (const fold of known.values()) {
    fold.addEventListener('toggle', () =>
      state.noteUnfolded([...known].flatMap(([name, each]) => (each.open ? [name] : []))),
    );
  }
}
