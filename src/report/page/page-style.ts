/** The style sheet of a report: light and dark as the reader's system is, narrow and wide, on paper. */

export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1a1d21; --soft: #565e68; --line: #d5d9de; --wash: #f4f5f7; --link: #0b57a4; --shade: #0000002e;
  --right: #269156; --wrong: #cf4256;
}
@media (prefers-color-scheme: dark) {
  :root { --paper: #14171b; --ink: #e6e8eb; --soft: #a3abb5; --line: #363c44; --wash: #1d2126; --link: #7ab4f5; --shade: #ffffff38; }
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; }
body {
  margin: 0 auto; padding: 1rem; max-width: 66rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere;
}
h1 { font-size: 1.6rem; margin: .5rem 0; }
h2 { font-size: 1.25rem; margin: 0 0 .75rem; }
h3 { font-size: 1.05rem; margin: 1.25rem 0 .5rem; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: 0; padding: 0; list-style: none; }
section { margin: 1.5rem 0; padding-top: 1rem; border-top: 1px solid var(--line); }
section section { margin-left: 0; }
footer { border-top: 1px solid var(--line); color: var(--soft); font-size: .875rem; }
code { font: .9em ui-monospace, monospace; }
dl { margin: 0 0 1rem; }
dl div { display: grid; grid-template-columns: 11rem 1fr; gap: 0 1rem; padding: .2rem 0; }
dt { color: var(--soft); }
dd { margin: 0; }
summary { cursor: pointer; }
summary h2, summary h3 { display: inline; }
details[open] > summary { margin-bottom: .75rem; }
.headline { margin: .25rem 0 .75rem; font-size: 1.15rem; }
/* Shades at the sides, which lie under the paper where there is nothing more to scroll to. */
.pane {
  overflow-x: auto; max-width: 100%; margin: 0 0 1rem; background-repeat: no-repeat;
  background-size: 2.5rem 100%, 2.5rem 100%, .75rem 100%, .75rem 100%; background-position: 0 0, 100% 0, 0 0, 100% 0;
  background-attachment: local, local, scroll, scroll;
  background-image: linear-gradient(to right, var(--paper) 30%, transparent), linear-gradient(to left, var(--paper) 30%, transparent),
    linear-gradient(to right, var(--shade), transparent), linear-gradient(to left, var(--shade), transparent);
}
table { border-collapse: collapse; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
caption { text-align: left; color: var(--soft); padding: .25rem 0; }
th, td { padding: .25rem .75rem; text-align: left; border-bottom: 1px solid var(--line); white-space: nowrap; }
thead th, thead td { color: var(--soft); font-weight: 600; vertical-align: bottom; white-space: normal; }
tbody th { font-weight: 600; }
td.number, th.number { text-align: right; }
.confusion td.right { background: color-mix(in srgb, var(--right) var(--share), transparent); }
.confusion td.wrong { background: color-mix(in srgb, var(--wrong) var(--share), transparent); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 1rem; }
figure { margin: 0 0 1rem; min-width: 0; }
figcaption { color: var(--soft); font-size: .9rem; }
figcaption b { color: var(--ink); }
.plot { display: block; width: 100%; height: auto; max-width: 38rem; }
.plot text, .plot tspan { white-space: pre; }
.figures .plot { max-width: 30rem; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: .25rem 0; padding: 0; list-style: none; }
.legend svg { vertical-align: middle; }
.gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(8rem, 1fr)); gap: .75rem; margin: 0; padding: 0; list-style: none; }
.gallery figure { margin: 0; }
.gallery img { width: 100%; max-width: 10rem; aspect-ratio: 1; object-fit: contain; image-rendering: pixelated; background: var(--wash); }
.gallery figcaption { font-size: .8rem; line-height: 1.35; }
.sheet { max-width: 100%; height: auto; image-rendering: pixelated; }
@media (max-width: 40rem) {
  dl div { grid-template-columns: 1fr; padding: .35rem 0; }
  .plot { font-size: 16px; }
  th, td { padding: .25rem .5rem; }
  .gallery { grid-template-columns: repeat(auto-fill, minmax(6.5rem, 1fr)); }
}
@media print {
  :root { --paper: #ffffff; --ink: #000000; --soft: #444444; --line: #bbbbbb; --wash: #f4f5f7; --link: #000000; color-scheme: light; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav { display: none; }
  figure, tr, .gallery li { break-inside: avoid; }
  h2, h3, caption { break-after: avoid; }
  .pane { overflow: visible; background: none; }
  .figures { grid-template-columns: 1fr 1fr; }
  details::details-content { content-visibility: visible; display: block; }
  * { print-color-adjust: exact; }
}
`;
