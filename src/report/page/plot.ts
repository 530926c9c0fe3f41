/** Observable Plot in Node: a plot is drawn into a document of its own and written as SVG for a page. */
import { type PlotOptions, plot } from '@observablehq/plot';
import { DOMImplementation, type Element, XMLSerializer } from '@xmldom/xmldom';
import { brief, visible } from '../../visible.js';
import { type Html, trusted } from './html.js';

export {
  axisX,
  axisY,
  contour,
  dot,
  frame,
  image,
  line,
  link,
  type Markish,
  type PlotOptions,
  rect,
  ruleX,
  ruleY,
  text,
  tickX,
} from '@observablehq/plot';

const FONT_SIZE = 13;
/** The longest description, in characters. */
const LONGEST = 1000;
/** Decimals of places: smaller differences are not visible. */
const DIGITS = 2;
/** Attributes that hold places and sizes. */
const PLACES =
  /^(x|y|x1|x2|y1|y2|cx|cy|r|dx|dy|d|width|height|points|transform|opacity|fill-opacity|stroke-opacity)$/;

/**
 * The plot as an SVG image; `title` and `description` are for readers who cannot see it. Colours that are not given
 * follow the text of the page.
 */
export function drawPlot(title: string, description: string, options: PlotOptions): Html {
  const page = new DOMImplementation().createDocument('http://www.w3.org/1999/xhtml', 'html', null);
  const svg = plot({
    height: 300,
    marginLeft: 52,
    marginBottom: 40,
    marginTop: 24,
    ...options,
    // Plot only makes elements with the document, which an XML document can do as well.
    document: page as unknown as NonNullable<PlotOptions['document']>,
  }) as unknown as Element;
  tidy(svg);
  svg.insertBefore(named('desc', visible(brief(description, LONGEST))), svg.firstChild);
  svg.insertBefore(named('title', visible(brief(title))), svg.firstChild);
  svg.setAttribute('role', 'img');
  svg.setAttribute('class', 'plot');
  svg.setAttribute('font-size', String(FONT_SIZE));
  return trusted(new XMLSerializer().serializeToString(svg));

  function named(tag: string, words: string): Element {
    const element = page.createElementNS(svg.namespaceURI, tag);
    element.appendChild(page.createTextNode(words));
    return element;
  }
}

/** Rounds places, and removes style sheets: the page has its own. */
function tidy(element: Element): void {
  for (const attribute of Array.from(element.attributes)) {
    if (PLACES.test(attribute.name)) attribute.value = rounded(attribute.value);
  }
  for (const child of Array.from(element.childNodes)) {
    if (child.nodeName === 'style') element.removeChild(child);
    else if (child.nodeType === 1) tidy(child as Element);
  }
}

function rounded(places: string): string {
  return places.replace(/-?\d+\.\d{3,}(e-?\d+)?/g, (number) =>
    String(Number(Number(number).toFixed(DIGITS))),
  );
}
