/** The element with this id. @throws Error where the page has none of this kind. */
export function element<T extends Element>(id: string, kind: abstract new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`The page has no ${kind.name} with the id ${id}.`);
}

/** The first element below another that a selector finds. @throws Error where there is none. */
export function within(parent: Element, selector: string): Element {
  const found = parent.querySelector(selector);
  if (found === null) throw new Error(`Nothing matches ${selector} in #${parent.id}.`);
  return found;
}

/** Says something, and offers a button that does something about it and goes away. */
export function offer(place: HTMLElement, message: string, label: string, act: () => void): void {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = label;
  button.addEventListener('click', () => {
    place.textContent = '';
    act();
  });
  place.replaceChildren(`${message} `, button);
}
