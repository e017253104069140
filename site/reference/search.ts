import { element } from '../src/element.ts';
import { type Found, SearchEngine, type SearchEntry } from './searchEngine.ts';

// TypeDoc's script opens and closes the dialog of the search, and moves among the results by key.
const mostResults = 10;
const base = document.documentElement.dataset.base ?? './';
let engine: Promise<SearchEngine> | undefined;

/** The entries are loaded when the search is opened first. */
async function loadEngine(): Promise<SearchEngine> {
  const answer = await fetch(`${base}assets/search.json`);
  if (!answer.ok) throw new Error(`The entries of the search were answered with ${answer.status}.`);
  const entries: readonly SearchEntry[] = await answer.json();
  return new SearchEngine(entries);
}

function create(tag: string, className: string, text: string): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

function iconOf(kind: number): SVGElement {
  const namespace = 'http://www.w3.org/2000/svg';
  const icon = document.createElementNS(namespace, 'svg');
  icon.classList.add('tsd-kind-icon');
  icon.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(namespace, 'use');
  use.setAttribute('href', `#icon-${kind}`);
  icon.append(use);
  return icon;
}

function resultOf({ entry, excerpt }: Found, index: number): HTMLAnchorElement {
  const text = create('span', 'text', '');
  text.append(
    create('span', 'name', entry.name),
    create('span', 'parent', entry.parent ?? ''),
    create('span', 'excerpt', excerpt),
  );
  const link = document.createElement('a');
  link.id = `found-${index}`;
  link.role = 'option';
  link.ariaSelected = 'false';
  link.tabIndex = -1;
  link.href = base + entry.url;
  link.append(iconOf(entry.kind), text);
  return link;
}

/** Brings the search of a page to life. */
export function startSearch(): void {
  const input = element('tsd-search-input', HTMLInputElement);
  const results = element('tsd-search-results', HTMLUListElement);
  const status = element('tsd-search-status', HTMLElement);
  const say = (message: string): void => status.replaceChildren(create('div', '', message));
  const load = (): Promise<SearchEngine> => {
    engine ??= loadEngine();
    return engine;
  };
  const show = async (): Promise<void> => {
    try {
      const found = (await load()).search(input.value, mostResults);
      input.setAttribute('aria-activedescendant', '');
      results.replaceChildren(...found.map(resultOf));
      if (found.length === 0 && input.value.trim() !== '')
        say(`Nothing was found for “${input.value.trim()}”.`);
      else status.replaceChildren();
    } catch {
      engine = undefined;
      say(
        'The search could not be loaded. It needs a network, unless this site was kept for use without one.',
      );
    }
  };
  status.replaceChildren();
  input.addEventListener('focus', show);
  input.addEventListener('input', show);
  // TypeDoc hides a page until all its parts are there, and what is hidden takes no focus: a search that was opened by key has it then.
  new MutationObserver(() => {
    if (input.closest('dialog')?.open && document.activeElement === document.body) input.focus();
  }).observe(document.body, { attributes: true, attributeFilter: ['style'] });
  input.addEventListener('keydown', ({ key }) => {
    if (key !== 'Enter') return;
    (
      document.getElementById(input.getAttribute('aria-activedescendant') ?? '') ?? results.querySelector('a')
    )?.click();
  });
}
