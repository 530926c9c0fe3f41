/** The figure of a decision boundary: predictions all over the plane, the line where they turn, and the examples. */
import type { Picture } from '../../data/pictures/picture.js';
import { brief, visible } from '../../visible.js';
import type { Boundary, PlanePoint } from '../results/boundary.js';
import type { ReportedModel } from '../results/reported-model.js';
import { figure, GRID, legend } from './figures.js';
import { type Html, html } from './html.js';
import { classColour, cssColour, symbolOf } from './palette.js';
import { contour, dot, drawPlot, frame, image, type Markish } from './plot.js';
import { pngAddress } from './png-address.js';

const [WIDTH, HEIGHT] = [480, 400];
const MARGINS = { marginLeft: 44, marginRight: 16, marginTop: 24, marginBottom: 40 };

/** The figure of one model, with its legend. */
export function boundaryFigure(model: ReportedModel): Html {
  const drawing = boundaryDrawing(model, 'Decision boundary');
  return figure(html`${drawing}${legend(model.classes, 'dot')}`, boundaryWords([model]));
}

/** Says what the drawings of these models show. */
export function boundaryWords(models: readonly ReportedModel[]): string {
  const points = models.flatMap(({ boundary }) => boundary?.points ?? []);
  const line = models.some(({ classes }) => classes.length === 2) ? '; line: where it changes' : '';
  const hollow = points.some(({ split }) => split === 'test') ? ' Hollow: test examples.' : '';
  const ringed = points.some(({ isMistake }) => isMistake) ? ' Ringed: misclassified.' : '';
  return `Background: the predicted class${line}.${hollow}${ringed}`;
}

/** The drawing of a model that has a boundary. */
export function boundaryDrawing({ boundary, classes, model }: ReportedModel, title: string): Html {
  const { x, y, points } = boundary as Boundary;
  const [label0, label1] = (model.columns?.map(({ name }) => name) ?? ['feature 0', 'feature 1']).map(
    (name) => visible(brief(name)),
  );
  const isBinary = classes.length === 2;
  const description = `Predicted class over both features, ${points.length} examples drawn`;
  return drawPlot(title, description, {
    ...MARGINS,
    width: WIDTH,
    height: HEIGHT,
    x: { domain: x, label: label0 },
    y: { domain: y, label: label1 },
    marks: [
      predictions(boundary as Boundary),
      ...(isBinary ? [turningLine(boundary as Boundary)] : []),
      examples(points),
      mistakes(points),
      frame(GRID),
    ],
    color: { type: 'identity' },
  });
}

function predictions(boundary: Boundary): Markish {
  return image([0], {
    src: () => pngAddress(boundaryPicture(boundary)),
    frameAnchor: 'middle',
    width: WIDTH - MARGINS.marginLeft - MARGINS.marginRight,
    height: HEIGHT - MARGINS.marginTop - MARGINS.marginBottom,
    preserveAspectRatio: 'none',
    opacity: 0.45,
  });
}

/**
 * The line on which both classes are equally probable. A contour closes along the edges of its grid, so the grid is
 * extended by a step on each side: these edges lie beyond the frame and are cut off.
 */
function turningLine({ x, y, side, probabilities }: Boundary): Markish {
  const wide = side + 2;
  const within = (place: number) => Math.min(side - 1, Math.max(0, place - 1));
  const levels = Array.from(
    { length: wide * wide },
    (_, k) => probabilities[within(Math.floor(k / wide)) * side + within(k % wide)][1],
  );
  const [[x1, x2], [y1, y2]] = [x, y].map(([low, high]) => {
    const step = (high - low) / side;
    return [low - step, high + step];
  });
  const stroke = { stroke: 'currentColor', strokeWidth: 1.5 };
  return contour(levels, {
    ...stroke,
    width: wide,
    height: wide,
    // The levels are the grid itself: to look for the nearest of them takes a tenth of a second.
    interpolate: 'none',
    thresholds: [0.5],
    x1,
    x2,
    y1,
    y2,
    clip: true,
  });
}

function examples(points: readonly PlanePoint[]): Markish {
  const paper = 'var(--paper)';
  return dot(points, {
    x: 'x',
    y: 'y',
    r: 3.2,
    symbol: ({ label }: PlanePoint) => symbolOf(label)[0],
    fill: ({ label, split }: PlanePoint) => (split === 'train' ? cssColour(label) : paper),
    stroke: ({ label, split }: PlanePoint) => (split === 'train' ? paper : cssColour(label)),
    strokeWidth: 1.2,
  });
}

function mistakes(points: readonly PlanePoint[]): Markish {
  const wrong = points.filter(({ isMistake }) => isMistake);
  return dot(wrong, { x: 'x', y: 'y', r: 6.5, stroke: 'currentColor', strokeWidth: 1.3 });
}

/** The grid as a picture, the largest y at the top: the classes' colours, mixed by probability at each point. */
function boundaryPicture({ side, probabilities }: Boundary): Picture {
  const pixels = new Uint8Array(side * side * 3);
  for (const [k, row] of probabilities.entries()) {
    const sum = row.reduce((total, p) => total + p, 0) || 1;
    const at = ((side - 1 - Math.floor(k / side)) * side + (k % side)) * 3;
    for (let c = 0; c < 3; c++) {
      pixels[at + c] = Math.round(row.reduce((mix, p, i) => mix + (p / sum) * classColour(i)[c], 0));
    }
  }
  return { width: side, height: side, pixels };
}
