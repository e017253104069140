import type { ComparisonRow } from '../../evaluate/comparison.ts';
import type { FigureOptions } from '../figure.ts';
import type { Markup } from '../markup.ts';

/** What is said of a measurement. */
export interface SectionText {
  /** Names the figure: letters and digits. */
  readonly name: string;
  readonly title: string;
  /** What was done, with units. */
  readonly text: string;
}

/** A part of the report of a comparison: what was measured as a figure and a table. */
export interface ComparisonSection extends SectionText {
  /** What the figure shows, beside what was done. */
  readonly legend: string;
  /** The section's figure; undefined where rows have nothing for it. */
  readonly figure: (rows: readonly ComparisonRow[], options?: FigureOptions) => SVGSVGElement | undefined;
  /** The section's table, which may be of rows that have nothing for it. */
  readonly table: (rows: readonly ComparisonRow[]) => Markup;
}
