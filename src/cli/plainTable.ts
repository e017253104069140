import Table from 'cli-table3';

/** A table of text with a rule under its heads, without colours, side borders and spaces at the ends of lines. */
export function plainTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const none = { top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '' };
  const table = new Table({
    head: [...heads],
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    chars: {
      ...none,
      'bottom-left': '',
      'bottom-right': '',
      left: '',
      'left-mid': '',
      right: '',
      'right-mid': '',
      middle: '  ',
      mid: '─',
      'mid-mid': '──',
    },
  });
  table.push(...rows.map((row) => [...row]));
  const lines = table.toString().split('\n');
  const [head = '', rule = '', ...body] = lines;
  const isRule = (line: string) => /^─+$/.test(line);
  return [head, rule, ...body.filter((line) => !isRule(line))].map((line) => line.trimEnd()).join('\n');
}
