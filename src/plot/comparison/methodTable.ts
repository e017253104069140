import type { ComparisonRow } from '../../evaluate/comparison.ts';
import { html, type Markup } from '../markup.ts';
import { scrolling } from '../reportTables.ts';

/** A table with a line for each method. */
export interface MethodTable {
  readonly title: string;
  /** What the numbers are, such as `accuracy in %`. */
  readonly corner: string;
  readonly columns: readonly MethodColumn[];
  readonly methods: readonly string[];
}

/** One heading over some numbers for each method. */
export interface MethodColumn {
  readonly head: string;
  /** What is below the heading; a spread (± 1.2) has a column of its own below the heading of the number before it. */
  readonly parts: readonly { readonly head: string; readonly spread?: boolean }[];
  /** A text for each part, undefined for a method without numbers. */
  readonly cells: (method: string) => readonly string[] | undefined;
  /** The methods whose first number is strong. */
  readonly strong?: (method: string) => boolean;
}

/** Numbers by method as an HTML table that scrolls in its own box. */
export function methodTable({ title, corner, columns, methods }: MethodTable): Markup {
  const heads = columns.map(
    ({ head, parts }) => html`<th colspan="${parts.length}" scope="colgroup" class="group">${head}</th>`,
  );
  const lines = methods.map(
    (method) =>
      html`<tr><th scope="row">${method}</th>${columns.map((column) => cellsOf(column, method))}</tr>\n`,
  );
  return scrolling(
    title,
    html`<table>
<thead>
<tr><th rowspan="2" scope="col">${corner}</th>${heads}</tr>
<tr>${columns.map(({ parts }) => partHeads(parts))}</tr>
</thead>
<tbody>
${lines}</tbody>
</table>`,
  );
}

function partHeads(parts: MethodColumn['parts']): readonly Markup[] {
  return parts.flatMap(({ head, spread = false }, index) => {
    if (spread) return [];
    const columns = parts[index + 1]?.spread === true ? 2 : 1;
    const text = columns === 2 ? `${head} ${parts[index + 1]?.head ?? ''}` : head;
    const span = columns === 2 ? html` colspan="2"` : undefined;
    return [html`<th${span} scope="col"${index === 0 ? html` class="group"` : undefined}>${text}</th>`];
  });
}

function cellsOf({ parts, cells, strong }: MethodColumn, method: string): readonly Markup[] {
  const texts = cells(method) ?? parts.map((_, index) => (index === 0 ? '–' : ''));
  return texts.map((text, index) => {
    const kind =
      index === 0 ? html` class="group"` : parts[index]?.spread ? html` class="spread"` : undefined;
    const content = index === 0 && strong?.(method) ? html`<strong>${text}</strong>` : text;
    return html`<td${kind}>${content}</td>`;
  });
}

/** Methods in the order in which rows or cells first name them. */
export const methodsOf = (named: readonly Pick<ComparisonRow, 'method'>[]): string[] => [
  ...new Set(named.map(({ method }) => method)),
];

/** Levels of rows or cells, ascending. */
export const levelsOf = (named: readonly Pick<ComparisonRow, 'level'>[]): number[] =>
  [...new Set(named.map(({ level }) => level))].sort((a, b) => a - b);

/** A fraction in per cent, with one digit after the point. */
export const percent = (fraction: number): string => (100 * fraction).toFixed(1);
