import { escapeMarkup } from './escapeMarkup.ts';

/** Text that is HTML already, so that {@link html} puts it in as it is. */
export interface Markup {
  readonly markup: string;
}

type Part = string | number | Markup | readonly Part[] | undefined;

/** A template tag for HTML: whatever is put in is escaped, unless it is markup; lists are joined, undefined is nothing. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const text = strings.map((string, index) => string + partMarkup(parts[index])).join('');
  return { markup: text };
}

/** Declares a string to be HTML. */
export function trustedMarkup(markup: string): Markup {
  return { markup };
}

/** A value as JSON for a script element: no text in it can end the script or start a comment. */
export function embeddedJson(value: unknown): Markup {
  return trustedMarkup(
    JSON.stringify(value).replace(
      /[<>&\u2028\u2029]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  );
}

function partMarkup(part: Part): string {
  if (part === undefined) return '';
  if (typeof part === 'string' || typeof part === 'number') return escapeMarkup(`${part}`);
  if ('markup' in part) return part.markup;
  return part.map(partMarkup).join('');
}
