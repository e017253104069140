import { LimpetError } from '../../errors.ts';
import { type BadFile, badFile } from './badFile.ts';
import type { DataArray } from './dataArray.ts';
import { isNotFiniteText, isNumberText } from './numberText.ts';

/** Time series of one length with their classes. */
export interface TimeSeries {
  /** [series, time, channels]. */
  readonly series: DataArray & { readonly data: Float64Array };
  /** `[series]`, whole positions in `classes`; the numbers themselves where the file has target values instead of classes. */
  readonly targets: DataArray;
  /** Names of the classes in the file's order; none where it has target values. */
  readonly classes: readonly string[];
}

/** What the lines before `@data` say. */
interface Header {
  readonly classes: readonly string[];
  /** Whether a class or a target value ends each line. */
  readonly labelled: boolean;
  /** Where the data start, counted from 0. */
  readonly first: number;
}

/**
 * The series of a `.ts` file of the UEA & UCR archive: a header, then a line for each series, channels apart by colons, values by commas, the
 * class last.
 * @param name what errors call the file.
 * @throws LimpetError (`file`, `notFinite`) with the line, where values are missing, series have different lengths or time stamps, or a class
 * is not in the header.
 * @example `const { series, targets, classes } = readTimeSeries(await readFile(path, 'utf8'), path)`
 * Source: Bagnall et al., arXiv 1811.00075, and the format's description at timeseriesclassification.com.
 */
export function readTimeSeries(text: string, name = 'the text'): TimeSeries {
  const bad = badFile('readTimeSeries', name);
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/);
  const { classes, labelled, first } = readHeader(bad, lines);
  const values: number[] = [];
  const labels: number[] = [];
  let shape: readonly [time: number, channels: number] | undefined;
  lines.slice(first).forEach((line, offset) => {
    if (line.trim() === '') return;
    const number = first + offset + 1;
    const fields = line.split(':');
    const label = labelled ? fields.pop()?.trim() : undefined;
    const channels = fields.map((field) => field.split(',').map((value) => numberOf(bad, number, value)));
    const [time = 0, count] = [channels[0]?.length, channels.length];
    shape ??= [time, count];
    if (count !== shape[1] || channels.some((channel) => channel.length !== shape?.[0])) {
      const lengths = [...new Set(channels.map((channel) => channel.length))].join(' and ');
      throw bad(
        `line ${number}: expected ${shape[1]} channels of ${shape[0]} values as in the first series, got ${count} of ${lengths}; ` +
          'series of different lengths need to be padded or cut first',
      );
    }
    for (let step = 0; step < time; step++) for (const channel of channels) values.push(channel[step] ?? 0);
    labels.push(label === undefined ? 0 : labelOf(bad, number, label, classes));
  });
  if (shape === undefined) throw bad('expected a series after @data, got none: it is cut off or empty');
  return {
    series: { shape: [labels.length, ...shape], data: Float64Array.from(values) },
    targets: {
      shape: [labels.length],
      data: classes.length > 0 || !labelled ? Int32Array.from(labels) : Float64Array.from(labels),
    },
    classes,
  };
}

function readHeader(bad: BadFile, lines: readonly string[]): Header {
  let classes: readonly string[] = [];
  let labelled = false;
  for (const [index, line] of lines.entries()) {
    const [tag = '', ...rest] = line.trim().split(/\s+/);
    const isTrue = rest[0]?.toLowerCase() === 'true';
    switch (tag.toLowerCase()) {
      case '@timestamps':
        if (isTrue) throw bad(`line ${index + 1}: expected series without time stamps (@timeStamps false)`);
        break;
      case '@classlabel':
        labelled ||= isTrue;
        if (isTrue) classes = rest.slice(1);
        if (isTrue && classes.length === 0) throw bad(`line ${index + 1}: @classLabel names no class`);
        break;
      case '@targetlabel':
        labelled ||= isTrue;
        break;
      case '@data':
        return { classes, labelled, first: index + 1 };
      default:
        if (tag !== '' && !/^[#@]/.test(tag)) {
          throw bad(`line ${index + 1}: expected a comment, a tag such as @classLabel, or @data, got ${tag}`);
        }
    }
  }
  throw bad('expected a line @data: it is cut off or of another kind');
}

function numberOf(bad: BadFile, line: number, value: string): number {
  const given = value.trim();
  if (isNumberText(given)) return Number(given);
  if (given === '?') throw bad(`line ${line}: a value is missing (?); fill it in first`);
  const { message } = bad(`line ${line}: expected a finite number, got ${JSON.stringify(given)}`);
  throw new LimpetError(isNotFiniteText(given) ? 'notFinite' : 'file', message);
}

function labelOf(bad: BadFile, line: number, label: string, classes: readonly string[]): number {
  if (classes.length === 0) return numberOf(bad, line, label);
  const position = classes.indexOf(label);
  if (position >= 0) return position;
  throw bad(`line ${line}: expected one of the classes ${classes.join(', ')}, got ${JSON.stringify(label)}`);
}
