/** Some training pictures and how the network classifies them, as it learns. */
import { largestOf } from '../../charts/largest.js';
import { classRgb, mixed, type Rgb, rgbOf } from '../../charts/palette.js';
import { pixelCanvas } from '../../charts/pixels.js';
import { token } from '../../charts/theme.js';
import { html, useLayoutEffect, useMemo, useRef, type VNode } from '../../preact.js';
import type { Pictures } from '../../worker/settings.js';

interface PicturesFigureProps {
  readonly pictures: Pictures;
  readonly classes: readonly string[];
  /** The probability of each class for each picture. */
  readonly shares: Float64Array | undefined;
}

export function PicturesFigure({ pictures, classes, shares }: PicturesFigureProps): VNode {
  const sources = useMemo(() => canvasesOf(pictures), [pictures]);
  const count = shares === undefined ? 0 : shares.length / pictures.labels.length;
  const answers = Array.from(pictures.labels, (label, i) => {
    if (shares === undefined) return undefined;
    const own = shares.subarray(i * count, (i + 1) * count);
    const best = own.indexOf(Math.max(...own));
    return { best, share: own[best], isRight: best === label };
  });
  const right = answers.filter((answer) => answer?.isRight).length;
  return html`<section aria-labelledby="pictures-title">
    <h2 id="pictures-title">Training pictures</h2>
    <p class="note">
      ${
        shares === undefined
          ? 'Each with its class.'
          : `Each with the predicted class: ${right} of these ${answers.length} are right.`
      }
    </p>
    <ul class="pictures">
      ${answers.map((answer, i) => {
        const label = classes[pictures.labels[i]];
        const state = answer === undefined ? '' : answer.isRight ? 'right' : 'wrong';
        return html`<li key=${i} class=${state}>
          <${Thumb} canvas=${sources[i]} label=${`A picture of ${label}`} />
          <span>
            ${
              answer === undefined
                ? label
                : html`<span class="mark" aria-hidden="true">${answer.isRight ? '✓' : '✗'}</span>
                    ${classes[answer.best]}
                    <span class="seen-by-readers">${answer.isRight ? 'right' : 'wrong'}</span>`
            }
          </span>
        </li>`;
      })}
    </ul>
  </section>`;
}

function Thumb({ canvas, label }: { canvas: HTMLCanvasElement; label: string }): VNode {
  const place = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => place.current?.replaceChildren(canvas), [canvas]);
  return html`<span class="thumb" role="img" aria-label=${label} ref=${place}></span>`;
}

function canvasesOf({
  shape: [height, width, channels = 1],
  values,
  divisor,
  labels,
}: Pictures): HTMLCanvasElement[] {
  const size = height * width * channels;
  return Array.from(labels, (_, i) => {
    const own = values.subarray(i * size, (i + 1) * size);
    return pixelCanvas(width, height, (pixel): Rgb => {
      const at = pixel * channels;
      const [red, green, blue] = channels === 3 ? [at, at + 1, at + 2] : [at, at, at];
      const brightness = (place: number) => Math.round((255 * own[place]) / divisor);
      return [brightness(red), brightness(green), brightness(blue)];
    });
  });
}

interface FiltersProps {
  /** W1, (units × values). */
  readonly rows: number;
  readonly cols: number;
  readonly values: Float64Array | Float32Array;
  /** Height and width of a picture of one channel. */
  readonly shape: readonly number[];
}

/** The weights of the first layer as pictures: blue where a unit looks for light, orange for dark. */
export function FiltersFigure({ rows, cols, values, shape: [height, width] }: FiltersProps): VNode {
  const shown = Math.min(rows, 32);
  const [above, below] = [classRgb(0), classRgb(1)];
  const ground = rgbOf(token('--wash'));
  const largest = largestOf(values) || 1;
  const canvases = Array.from({ length: shown }, (_, unit) =>
    pixelCanvas(width, height, (i): Rgb => {
      const weight = values[unit * cols + i] / largest;
      const colour = weight > 0 ? above : below;
      return mixed(colour, ground, Math.abs(weight));
    }),
  );
  return html`<section aria-labelledby="filters-title">
    <h2 id="filters-title">Weights of the first layer</h2>
    <p class="note">A picture a unit: blue where it looks for light, orange where it looks for dark.</p>
    <ul class="filters">
      ${canvases.map(
        (canvas, i) =>
          html`<li key=${i}><${Thumb} canvas=${canvas} label=${`Weights of unit ${i + 1}`} /></li>`,
      )}
    </ul>
  </section>`;
}
