import { embeddedJson, html, type Markup, trustedMarkup } from './markup.ts';
import { reportStyle } from './reportStyle.ts';
import { svgMarkup } from './svgFile.ts';

/** What a report is made of. */
export interface ReportPage {
  readonly title: string;
  /** What made it, above the title. */
  readonly kind: string;
  readonly body: Markup;
  /** The id of the script element that holds the content. */
  readonly id: string;
  /** The numbers behind the page, which it carries as JSON. */
  readonly content: unknown;
}

/** An HTML file that needs nothing else. Reads well on a phone, in the dark and on paper. */
export function reportPage({ title, kind, body, id, content }: ReportPage): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${title}: Limpet</title>
<style>${trustedMarkup(reportStyle)}</style>
</head>
<body>
<main>
<p class="kind">${kind}</p>
<h1>${title}</h1>
${body}
</main>
<script type="application/json" id="${id}">${embeddedJson(content)}</script>
</body>
</html>
`;
  return page.markup;
}

const figureWidths = { wide: 920, narrow: 340 };

/** A figure twice: for wide windows and for phones; the style sheet shows one of them. Nothing where there is no figure. */
export function figureMarkup(
  name: string,
  draw: (width: number) => SVGSVGElement | undefined,
): Markup | undefined {
  const versions = Object.entries(figureWidths).flatMap(([kind, width]) => {
    const figure = draw(width);
    if (figure === undefined) return [];
    return [html`<div class="${kind} ${name}">${trustedMarkup(svgMarkup(figure))}</div>\n`];
  });
  return versions.length === 0 ? undefined : html`${versions}`;
}
