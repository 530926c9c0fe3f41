/** The frame of a report: one self-contained page with its sections. No script, and no address but those that hold their content. */
import type { FileEnds } from '../../disk/file-ends.js';
import type { Origin } from '../results/reported-model.js';
import { type Html, html, trusted } from './html.js';
import { STYLE } from './page-style.js';

/** Nothing is loaded, whatever a name or path smuggles in. */
const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

/** A section of a page. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: Html;
  /** Shown on demand. */
  readonly isFolded?: boolean;
}

/** Recognises a page that {@link framedPage} made. */
export function isReportPage({ start }: FileEnds): boolean {
  return start.slice(0, 1000).includes('<meta name="generator" content="dnn ');
}

/** The page below `head`; `more` follows its sections, and no link leads there. `work` is what took the time of the report. */
export function framedPage(
  title: string,
  head: Html,
  sections: readonly Section[],
  origin: Origin,
  work: string,
  more?: readonly Html[],
): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="dnn ${origin.dnn}">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<header><h1>${title}</h1>
${head}</header>
<nav aria-label="Sections">${links(sections)}</nav>
<main>
${sections.map((section) => drawnSection(section))}
${more}
</main>
<footer>${originLine(origin, work)}</footer>
</body>
</html>
`;
  return page.text;
}

function links(sections: readonly Section[]): Html {
  return html`<ul>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul>`;
}

/** A section; one within another has a prefix before its id, and a smaller heading. */
export function drawnSection({ id, title, body, isFolded }: Section, prefix = ''): Html {
  const heading = prefix === '' ? html`<h2>${title}</h2>` : html`<h3>${title}</h3>`;
  const content = isFolded
    ? html`<details><summary>${heading}</summary>${body}</details>`
    : html`${heading}${body}`;
  return html`<section id="${prefix}${id}">${content}</section>`;
}

function originLine({ dnn, node, machine, made, seconds }: Origin, work: string): Html {
  const when = made.toISOString();
  return html`<p>Made <time datetime="${when}">${when.replace('T', ' ').slice(0, 19)} UTC</time> by dnn ${dnn} on Node.js ${node}, ${machine}; ${work} took ${seconds.toFixed(2)} s.</p>`;
}
