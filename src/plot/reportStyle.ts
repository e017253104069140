import { fontFamily, themeDeclarations } from './theme.ts';

/** The style sheet of the report: system fonts, both colour schemes, phone, print. */
export const reportStyle = `
:root {
  color-scheme: light dark;
  ${themeDeclarations('light')}
  --rule: #d9dde2;
  --tint: #f4f6f8;
  --notice: #fff4d6;
}
@media (prefers-color-scheme: dark) {
  :root {
    ${themeDeclarations('dark')}
    --rule: #333a43;
    --tint: #1c2127;
    --notice: #3a3013;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0;
  background: var(--limpet-background);
  color: var(--limpet-ink);
  font: 1rem/1.6 ${fontFamily};
}
main { max-width: 60rem; margin: 0 auto; padding: 3.5rem 1.25rem 4rem; }
h1 { margin: 0 0 1.25rem; font-size: clamp(1.75rem, 1.3rem + 2vw, 2.5rem); line-height: 1.15; letter-spacing: -.02em; text-wrap: balance; }
h2 { margin: 3.5rem 0 .75rem; font-size: 1.25rem; line-height: 1.3; letter-spacing: -.01em; }
h3 { margin: 2rem 0 .5rem; font-size: 1rem; }
p { max-width: 44rem; margin: 0 0 1rem; }
.kind { margin: 0 0 .5rem; color: var(--limpet-muted); font-size: .875rem; }
.summary { font-size: 1.125rem; line-height: 1.65; text-wrap: pretty; }
.notice { padding: .75rem 1rem; border-radius: .375rem; background: var(--notice); }
.note, figcaption, footer { color: var(--limpet-muted); font-size: .875rem; line-height: 1.5; }
figure { margin: 2rem 0 0; }
figure svg { display: block; width: 100%; height: auto; overflow: visible; }
figcaption { max-width: 44rem; margin-top: .75rem; }
.narrow { display: none; }
.scroll { overflow-x: auto; margin: 1rem 0; }
.scroll:focus-visible { outline: 2px solid var(--limpet-series-1); outline-offset: 2px; }
table { width: 100%; border-collapse: collapse; font-size: .8125rem; line-height: 1.4; font-variant-numeric: tabular-nums; white-space: nowrap; }
th:last-child, td:last-child { padding-right: 0; }
th, td { padding: .375rem .5rem; border-bottom: 1px solid var(--rule); text-align: right; }
thead th { vertical-align: bottom; color: var(--limpet-muted); font-weight: 500; }
thead tr:first-child th[colspan] { border-bottom-width: 2px; font-weight: 650; text-align: left; }
tbody th { font-weight: 600; }
tbody th, tr:first-child th:first-child { position: sticky; left: 0; padding-left: 0; background: var(--limpet-background); text-align: left; }
.group { padding-left: 1.25rem; }
td.spread { padding-left: 0; color: var(--limpet-muted); text-align: left; }
thead th[colspan="2"] { text-align: left; }
.printed { color: var(--limpet-muted); }
.network-0 { border-bottom-color: var(--limpet-series-1) !important; color: var(--limpet-series-1) !important; }
.network-1 { border-bottom-color: var(--limpet-series-2) !important; color: var(--limpet-series-2) !important; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); gap: 0 2.5rem; margin: 0; }
.facts div { display: flex; justify-content: space-between; gap: 1rem; padding: .375rem 0; border-bottom: 1px solid var(--rule); font-size: .875rem; }
.facts dt { color: var(--limpet-muted); }
.facts dd { margin: 0; text-align: right; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
code { display: block; padding: .75rem 1rem; border-radius: .375rem; background: var(--tint); font: .875rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
footer { margin-top: 4rem; padding-top: 1rem; border-top: 1px solid var(--rule); }
footer p { margin: 0; }
@media (max-width: 40rem) {
  main { padding: 2rem 1rem 3rem; }
  h2 { margin-top: 2.75rem; }
  .summary { font-size: 1.0625rem; }
  .wide { display: none; }
  .narrow { display: block; }
}
@media print {
  :root { color-scheme: light; ${themeDeclarations('light')} --rule: #d9dde2; --tint: #f4f6f8; --notice: #fff4d6; }
  html { font-size: 13px; }
  main { max-width: none; padding: 0; }
  .wide { display: block; }
  .narrow { display: none; }
  .scroll { overflow: visible; }
  table { font-size: .6875rem; }
  th, td { padding: .25rem .375rem; }
  figure, table, .facts div { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
}
`;
