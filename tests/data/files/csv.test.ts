import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCsv } from '../../../src/data/index.ts';

describe('readCsv', () => {
  it('reads numbers with names of columns', () => {
    const table = readCsv('time,voltage\n0,1.5\n0.1,-2e-3\n');
    expect(table.columns).toEqual(['time', 'voltage']);
    expect(table.shape).toEqual([2, 2]);
    expect([...table.data]).toEqual([0, 1.5, 0.1, -2e-3]);
  });

  it('reads numbers without names', () => {
    expect(readCsv('1,2\n3,4')).toMatchObject({ columns: [], shape: [2, 2] });
    expect(readCsv('1;2\n3;4')).toMatchObject({ columns: [], shape: [2, 2] });
    expect(readCsv('1,2\n3,4', { header: true })).toMatchObject({ columns: ['1', '2'], shape: [1, 2] });
  });

  it('reads tabs, quotes, spaces, empty lines, a byte order mark and the line ends of Windows', () => {
    const text = '\ufeffa\t"b, quoted"\r\n 1 \t"2"\r\n\r\n3\t4\r\n';
    expect(readCsv(text, { delimiter: '\t' })).toMatchObject({
      columns: ['a', 'b, quoted'],
      shape: [2, 2],
      data: Float64Array.of(1, 2, 3, 4),
    });
  });

  it.each([
    [
      'a field that is no number',
      'x,y\n1,2\n\n3,four\n',
      'line 4, column y: expected a finite number, got "four"',
    ],
    ['an empty field', '1,2\n3,\n', 'line 2, column 2: expected a finite number, got ""'],
    ['a line with too few fields', 'x,y\n1,2\n3\n', 'line 3: expected 2 fields as in the first line, got 1'],
    ['a quote that is not closed', 'x,y\n1,2\n"3,4\n', 'line 3: Quoted field unterminated'],
    ['a header alone', 'x,y\n', 'expected a line of numbers, got none'],
    ['nothing', '', 'expected a line of numbers, got none'],
    ['a line after one of several lines', '"a\nb",y\n1,no\n', 'line 3, column y: expected a finite number'],
  ])('refuses %s, naming the line', (_, text, message) => {
    expect(() => readCsv(text, { name: 'table.csv' })).toThrow(`readCsv: table.csv: ${message}`);
  });

  it('takes NaN for a number that is not finite, not for a name', () => {
    expect(() => readCsv('1,NaN\n')).toThrow(expect.objectContaining({ code: 'notFinite' }));
  });

  it('reads back every table of numbers', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    const table = fc
      .integer({ min: 1, max: 4 })
      .chain((width) => fc.array(fc.array(number, { minLength: width, maxLength: width }), { minLength: 1 }));
    fc.assert(
      fc.property(table, (rows) => {
        const read = readCsv(rows.map((row) => row.map(String).join(',')).join('\n'), { delimiter: ',' });
        expect([...read.data]).toEqual(rows.flat().map((value) => Number(String(value))));
      }),
    );
  });
});
