const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text made safe inside an element or a quoted attribute, in HTML and in XML; what XML cannot hold becomes U+FFFD. */
export function escapeMarkup(text: string): string {
  return replaceNonXml(text).replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

function replaceNonXml(text: string): string {
  return Array.from(text, (character) =>
    isXmlCharacter(character.codePointAt(0) ?? 0) ? character : '\ufffd',
  ).join('');
}

function isXmlCharacter(code: number): boolean {
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd;
  return (code < 0xd800 || code > 0xdfff) && code !== 0xfffe && code !== 0xffff;
}
