import { describe, expect, it } from 'vitest';
import { readTimeSeries } from '../../../src/data/index.ts';

const header = '# A comment: of no meaning\n@problemName Beats\n@timeStamps false\n@univariate false\n';
const two = `${header}@dimensions 2\n@equalLength true\n@classLabel true sick well\n@data\n`;

describe('readTimeSeries', () => {
  it('reads series of several channels with their classes', () => {
    const read = readTimeSeries(`${two}1,2,3:4,5,6:well\n\n-1e-3,0,.5:7,8,9 : sick\n`);
    expect(read.classes).toEqual(['sick', 'well']);
    expect(read.series.shape).toEqual([2, 3, 2]);
    expect([...read.series.data]).toEqual([1, 4, 2, 5, 3, 6, -1e-3, 7, 0, 8, 0.5, 9]);
    expect(read.targets).toEqual({ shape: [2], data: Int32Array.of(1, 0) });
  });

  it('reads one channel, the line ends of Windows, target values and series without a class', () => {
    const values = readTimeSeries('@targetLabel true\r\n@DATA\r\n1,2:0.5\r\n3,4:-2\r\n');
    expect(values.targets.data).toEqual(Float64Array.of(0.5, -2));
    expect([values.classes, values.series.shape]).toEqual([[], [2, 2, 1]]);
    expect(readTimeSeries('@classLabel false\n@data\n1,2\n').series.shape).toEqual([1, 2, 1]);
  });

  it.each([
    ['missing values', `${two}1,?:3,4:well\n`, 'line 9: a value is missing (?)'],
    ['words', `${two}1,2:3,x:well\n`, 'line 9: expected a finite number, got "x"'],
    ['other classes', `${two}1,2:3,4:odd\n`, 'line 9: expected one of the classes sick, well, got "odd"'],
    ['channels of different lengths', `${two}1,2:3:well\n`, 'line 9: expected 2 channels of 2 values'],
    [
      'series of different lengths',
      `${two}1,2:3,4:well\n1:2:sick\n`,
      'line 10: expected 2 channels of 2 values',
    ],
    ['a series cut off', `${two}1,2:3,4:well\n1,2:sick\n`, 'got 1 of 2'],
    ['time stamps', '@timeStamps true\n@data\n', 'line 1: expected series without time stamps'],
    ['a file without data', header, 'expected a line @data'],
    ['data without a series', two, 'expected a series after @data, got none'],
    [
      'another kind of file',
      'a,b\n1,2\n',
      'line 1: expected a comment, a tag such as @classLabel, or @data, got a,b',
    ],
  ])('refuses %s', (_, text, message) => {
    expect(() => readTimeSeries(text, 'a.ts')).toThrow(`readTimeSeries: a.ts`);
    expect(() => readTimeSeries(text, 'a.ts')).toThrow(message);
  });

  it('says that NaN is no finite number', () => {
    expect(() => readTimeSeries(`${two}1,NaN:3,4:well\n`)).toThrow(
      expect.objectContaining({ code: 'notFinite' }),
    );
  });
});
