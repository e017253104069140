import Papa from 'papaparse';
import { LimpetError } from '../../errors.ts';
import { badFile } from './badFile.ts';
import type { DataArray } from './dataArray.ts';
import { isNotFiniteText, isNumberText } from './numberText.ts';

/** How {@link readCsv} reads. */
export interface CsvOptions {
  /** What errors call the file. Default `the text`. */
  readonly name?: string;
  /** Whether the first line has names of columns. Default: whether it has a field that is no number. */
  readonly header?: boolean;
  /** What stands between fields. Default: found out, of comma, tab, bar and semicolon. */
  readonly delimiter?: string;
}

/** A table of numbers. */
export interface CsvTable extends DataArray {
  /** Names of the columns; none without a header. */
  readonly columns: readonly string[];
  /** [rows, columns]. */
  readonly shape: readonly [rows: number, columns: number];
  readonly data: Float64Array;
}

const isNumber = (field: string): boolean => isNumberText(field.trim());

const isNotFinite = (field: string): boolean => isNotFiniteText(field.trim());

/**
 * The numbers of a text of comma-separated values as float64 [rows, columns]; empty lines are left out.
 * @throws LimpetError (`file`, `notFinite`) with line and column, where a field is no finite number or a line has more or fewer fields.
 * @example `toTensor(readCsv('x,y\n1,2\n3,4\n'))`
 * Source: RFC 4180.
 */
export function readCsv(text: string, options: CsvOptions = {}): CsvTable {
  const { name = 'the text', delimiter = '' } = options;
  const bad = badFile('readCsv', name);
  const rows: string[][] = [];
  const lines: number[] = [];
  let [start, line] = [0, 1];
  Papa.parse<string[]>(text.replace(/^\ufeff/, ''), {
    delimiter,
    step: ({ data, errors, meta }) => {
      const quotes = errors.find(({ type }) => type === 'Quotes');
      if (quotes) throw bad(`line ${line}: ${quotes.message}`);
      if (data.length > 1 || data[0]?.trim()) {
        rows.push(data);
        lines.push(line);
      }
      line += text.slice(start, meta.cursor).split(/\r\n|\r|\n/).length - 1;
      start = meta.cursor;
    },
  });
  const hasHeader =
    options.header ?? rows[0]?.some((field) => !isNumber(field) && !isNotFinite(field)) ?? false;
  const columns = hasHeader ? (rows.shift() ?? []).map((field) => field.trim()) : [];
  if (hasHeader) lines.shift();
  const width = hasHeader ? columns.length : (rows[0]?.length ?? 0);
  if (rows.length === 0) throw bad('expected a line of numbers, got none');
  const numbers = rows.flatMap((fields, index) => {
    if (fields.length !== width) {
      throw bad(`line ${lines[index]}: expected ${width} fields as in the first line, got ${fields.length}`);
    }
    return fields.map((field, column) => {
      if (isNumber(field)) return Number(field);
      const where = `line ${lines[index]}, column ${columns[column] ?? column + 1}`;
      const { message } = bad(`${where}: expected a finite number, got ${JSON.stringify(field)}`);
      throw new LimpetError(isNotFinite(field) ? 'notFinite' : 'file', message);
    });
  });
  return { columns, shape: [rows.length, width], data: Float64Array.from(numbers) };
}
