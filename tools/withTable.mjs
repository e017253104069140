// @ts-check

/**
 * A page's text with another table between the marks of a name.
 * @param {string} text
 * @param {string} name
 * @param {string} table
 */
export function withTable(text, name, table) {
  const marks = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
  const [before = ''] = text.split(`${marks[0]}`);
  const [, after = ''] = text.split(`${marks[1]}`);
  return `${before}${marks[0]}\n\n${table}\n\n${marks[1]}${after}`;
}
