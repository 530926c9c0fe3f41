/** The style sheet of a report: light and dark as the reader's system is, narrow and wide, on paper. */

/** The colours of all pages of dnn, light and dark. */
export const TOKENS = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1a1d21; --soft: #565e68; --line: #d9dde2; --wash: #f4f6f8; --link: #0b57a4; --shade: #0000002e;
  --right: #2f74d0; --wrong: #d06020; --alert: #b4500f;
}
@media (prefers-color-scheme: dark) {
  :root { --paper: #14171b; --ink: #e6e8eb; --soft: #a3abb5; --line: #333a42; --wash: #1d2126; --link: #7ab4f5; --shade: #ffffff38; --alert: #f0a064; }
}`;

export const STYLE = `${TOKENS}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; scroll-padding-top: 3.5rem; }
body {
  margin: 0 auto; padding: 1.5rem clamp(1rem, 2.5vw, 2rem) 2rem; max-width: 80rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere;
}
h1 { font-size: 1rem; margin: 0 0 .25rem; font-weight: 600; }
h2 { font-size: 1.375rem; line-height: 1.25; margin: 0 0 1rem; }
h3 { font-size: 1.05rem; margin: 1.5rem 0 .5rem; }
.pair h3 { margin-top: 0; }
p { max-width: 46rem; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.subject { max-width: none; margin: 0 0 .75rem; color: var(--soft); font-size: .9375rem; }
.conclusion { max-width: none; margin: 0 0 1.25rem; font-size: 1.5rem; line-height: 1.3; font-weight: 600; letter-spacing: -.01em; text-wrap: balance; }
.findings { max-width: 52rem; margin: 0 0 1.5rem; padding: 0; list-style: none; }
.findings li { margin: 0 0 .5rem; padding: .125rem 0 .125rem 1rem; border-left: 4px solid var(--alert); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 10.5rem), 1fr)); gap: 1.25rem 2rem; margin: 0 0 1rem; }
.tiles div { padding-top: .625rem; border-top: 2px solid var(--ink); }
.tiles dt, .tiles dd { font-size: .875rem; color: var(--soft); margin: 0; }
.tiles b { display: block; margin: .125rem 0; color: var(--ink); font-size: 2rem; line-height: 1.15; font-weight: 600; font-variant-numeric: tabular-nums; letter-spacing: -.015em; }
nav { margin: 0 -.5rem; padding: .5rem; background: var(--paper); border-bottom: 1px solid var(--line); }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 0; padding: 0; list-style: none; font-size: .9375rem; }
nav a { text-decoration: none; }
nav a:hover { text-decoration: underline; }
section { margin: 2rem 0; }
section + section { padding-top: 1.75rem; border-top: 1px solid var(--line); }
footer { padding-top: .5rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .875rem; }
code { font: .9em ui-monospace, monospace; }
pre { margin: .25rem 0 1.25rem; padding: .75rem 1rem; background: var(--wash); border-left: 4px solid var(--line); white-space: pre-wrap; overflow-wrap: anywhere; }
dl { margin: 0 0 1rem; }
dl div { padding: .25rem 0; }
dt { color: var(--soft); }
dd { margin: 0; }
summary { cursor: pointer; }
summary h2, summary h3 { display: inline; }
details[open] > summary { margin-bottom: .75rem; }
.facts div { display: grid; grid-template-columns: 11rem minmax(0, 1fr); gap: 0 1rem; }
.pair table, .trio table, .matrix > :first-child table, .wide table, section > .pane table { width: 100%; }
.pair, .trio, .matrix, .wide { display: grid; gap: 1rem 2.5rem; align-items: start; }
.pair > *, .trio > *, .matrix > *, .wide > * { min-width: 0; }
.trio { gap: 1rem 2rem; }
/* Shades at the sides, which lie under the paper where there is nothing more to scroll to. */
.pane {
  overflow-x: auto; max-width: 100%; margin: 0 0 1.5rem; background-repeat: no-repeat;
  background-size: 2.5rem 100%, 2.5rem 100%, .75rem 100%, .75rem 100%; background-position: 0 0, 100% 0, 0 0, 100% 0;
  background-attachment: local, local, scroll, scroll;
  background-image: linear-gradient(to right, var(--paper) 30%, transparent), linear-gradient(to left, var(--paper) 30%, transparent),
    linear-gradient(to right, var(--shade), transparent), linear-gradient(to left, var(--shade), transparent);
}
/* A drawing that a phone scrolls, and whose letters do not grow on a wide screen. */
.scrolled { min-width: var(--width); max-width: calc(1.25 * var(--width)); }
table { border-collapse: collapse; min-width: 60%; font-size: .9375rem; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
caption { text-align: left; font-weight: 600; padding: 0 0 .375rem; }
th, td { padding: .375rem 1.25rem .375rem 0; text-align: left; border-bottom: 1px solid var(--line); white-space: nowrap; font-weight: 400; }
th:last-child, td:last-child { padding-right: .25rem; }
caption span { position: sticky; left: 0; display: inline-block; max-width: calc(100vw - 2rem); }
section > .pane tbody th { min-width: 6.5rem; }
td:not(.number), tbody th { max-width: 22rem; white-space: normal; overflow-wrap: break-word; }
thead th, thead td { color: var(--soft); font-size: .9375em; vertical-align: bottom; border-color: var(--soft); }
td.number, th.number { text-align: right; }
.pair .confusion, .trio .confusion, .confusion { width: auto; min-width: 0; }
.confusion td.number { padding: .375rem .75rem; border: 2px solid var(--paper); min-width: 3.25rem; text-align: center; }
.confusion thead th { padding: .375rem .75rem; text-align: center; border-bottom: 0; }
.confusion thead td { border-bottom: 0; }
.confusion tbody th { border-bottom: 0; }
.confusion td.none { background: var(--wash); color: var(--soft); }
.confusion td.right { background: color-mix(in srgb, var(--right) var(--share), var(--wash)); }
.confusion td.wrong { background: color-mix(in srgb, var(--wrong) var(--share), var(--wash)); }
.many td.number { padding: .25rem 0; min-width: 1.875rem; }
.upright thead th { padding: .25rem; }
.upright thead th span { display: inline-block; writing-mode: vertical-rl; transform: rotate(180deg); max-height: 9rem; overflow: hidden; text-overflow: ellipsis; text-align: left; }
.ends { display: flex; justify-content: space-between; width: 160px; }
.strip { display: block; }
figure { margin: 0 0 1rem; min-width: 0; }
figcaption { max-width: 46rem; color: var(--soft); font-size: .875rem; line-height: 1.45; }
figcaption b { color: var(--ink); font-weight: 600; }
figcaption p { margin: .5rem 0 1rem; }
figcaption .legend, figcaption dd { color: var(--ink); }
figcaption .facts div { grid-template-columns: 8.5rem minmax(0, 1fr); }
.plot { display: block; width: 100%; height: auto; }
.plot text, .plot tspan { white-space: pre; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: .25rem 0; padding: 0; list-style: none; font-size: .9375rem; }
.legend svg { vertical-align: .125rem; }
.gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(7.75rem, 1fr)); gap: 1.25rem 1rem; margin: 0; padding: 0; list-style: none; }
.gallery figure { margin: 0; }
.gallery img { display: block; width: 100%; aspect-ratio: 1; object-fit: contain; image-rendering: pixelated; background: var(--wash); margin-bottom: .375rem; }
.gallery figcaption { font-size: .8125rem; line-height: 1.4; }
.sheet { max-width: 100%; height: auto; image-rendering: pixelated; }
@media (min-width: 60rem) {
  nav { position: sticky; top: 0; z-index: 1; }
  .pair { grid-template-columns: 1fr 1fr; }
  .matrix { grid-template-columns: 2fr 3fr; }
  .trio { grid-template-columns: repeat(3, 1fr); }
  .wide { grid-template-columns: 2fr 1fr; }
  .wide > .plot, .pair .plot { font-size: 11px; }
  .trio > figure:only-child { grid-column: 1 / -1; display: grid; grid-template-columns: 1fr 2fr; gap: 2rem; align-items: center; }
}
@media (max-width: 40rem) {
  .conclusion { font-size: 1.25rem; }
  .tiles { grid-template-columns: 1fr 1fr; gap: 1rem; }
  .tiles b { font-size: 1.625rem; }
  .facts div { grid-template-columns: 1fr; padding: .375rem 0; }
  .plot { font-size: 15px; }
  .wide > .plot { font-size: 22px; }
  th, td { padding-right: .75rem; }
  .gallery { grid-template-columns: repeat(auto-fill, minmax(6.5rem, 1fr)); }
}
@media print {
  :root { --paper: #ffffff; --ink: #000000; --soft: #444444; --line: #bbbbbb; --wash: #f4f6f8; --link: #000000; --alert: #b4500f; color-scheme: light; }
  html { font-size: 10pt; }
  body { max-width: none; padding: 0; }
  nav { display: none; }
  figure, tr, .gallery li { break-inside: avoid; }
  h2, h3, caption { break-after: avoid; }
  .pane { overflow: visible; background: none; }
  .scrolled { min-width: 0; }
  .pair { grid-template-columns: 1fr 1fr; }
  .trio { grid-template-columns: 1fr 1fr 1fr; }
  .wide { grid-template-columns: 2fr 1fr; }
  .trio:has(table) { grid-template-columns: 1fr 1fr; }
  .matrix, .wide:has(table) { grid-template-columns: 1fr; }
  th, td { padding-right: .5rem; }
  td:not(.number), th { white-space: normal; overflow-wrap: anywhere; }
  details::details-content { content-visibility: visible; display: block; }
  * { print-color-adjust: exact; }
}
`;
