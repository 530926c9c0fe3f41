/** Observable Plot in Node: a plot drawn into a document of its own and written as SVG that a page can hold. */
import { type PlotOptions, plot } from '@observablehq/plot';
import { DOMImplementation, type Element, XMLSerializer } from '@xmldom/xmldom';
import { type Html, plain, trusted } from './html.js';

export {
  areaY,
  axisX,
  axisY,
  barX,
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
} from '@observablehq/plot';

/** Units of a drawing; a page shows it at most this wide. */
export const WIDTH = 480;
const FONT_SIZE = 13;
/** Digits behind the point: hundredths of a unit are not seen. */
const DIGITS = 2;
/** Attributes that hold places and sizes. */
const PLACES =
  /^(x|y|x1|x2|y1|y2|cx|cy|r|dx|dy|d|width|height|points|transform|opacity|fill-opacity|stroke-opacity)$/;

/**
 * The plot as an SVG image; `title` says what it is, `description` what it shows, for those who cannot see it.
 * Colours are the page's: what is not given follows its text.
 */
export function drawPlot(title: string, description: string, options: PlotOptions): Html {
  const page = new DOMImplementation().createDocument('http://www.w3.org/1999/xhtml', 'html', null);
  const svg = plot({
    width: WIDTH,
    height: 300,
    marginLeft: 52,
    marginBottom: 40,
    marginTop: 24,
    ...options,
    ariaLabel: plain(title),
    ariaDescription: plain(description),
    // Plot asks for nothing of a document but to make elements, which the DOM of XML does as well.
    document: page as unknown as NonNullable<PlotOptions['document']>,
  }) as unknown as Element;
  tidy(svg);
  svg.setAttribute('role', 'img');
  svg.setAttribute('class', 'plot');
  svg.setAttribute('font-size', String(FONT_SIZE));
  return trusted(new XMLSerializer().serializeToString(svg));
}

/** Rounds places, and takes out style sheets: the page has its own. */
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
