/** The picture as the network sees it, alone and under a map of where it looks. */
import { Canvas } from '../../charts/canvas.js';
import { largestOf } from '../../charts/largest.js';
import { classRgb, mixed, type Rgb } from '../../charts/palette.js';
import { pixelCanvas } from '../../charts/pixels.js';
import { type ComponentChildren, html, useCallback, type VNode } from '../../preact.js';
import type { HeatMap } from '../../worker/try/requests.js';
import { scaleText } from './texts.js';

interface PictureProps {
  /** Height, width and channels. */
  readonly shape: readonly number[];
  readonly picture: Uint8Array;
}

export function SeenFigure({
  shape,
  picture,
  said,
}: PictureProps & { readonly said: readonly string[] }): VNode {
  const [height, width] = shape;
  const draw = useCallback(
    (context: CanvasRenderingContext2D, w: number, h: number) =>
      stretch(
        context,
        pixelCanvas(width, height, (i) => colourAt(picture, shape, i)),
        w,
        h,
      ),
    [picture, width, height],
  );
  return html`<figure class="seen">
    <h3>What the network sees</h3>
    <${Framed} shape=${shape}>
      <${Canvas} class="pixels" label=${`The picture in ${width} × ${height} pixels`} draw=${draw} />
    </${Framed}>
    <figcaption class="note">${said.join(' ')}</figcaption>
  </figure>`;
}

interface HeatFigureProps extends PictureProps {
  readonly title: string;
  readonly map: HeatMap;
  /** The ends of the scale in words: what the lightest and the strongest colour say. */
  readonly label: string;
  /** True if values below 0 have a colour of their own. */
  readonly isSigned?: boolean;
  readonly children?: ComponentChildren;
}

/** Orange where it counts for the answer, blue where it counts against it, over the picture in grey. */
export function HeatFigure({
  title,
  map,
  shape,
  picture,
  label,
  isSigned,
  children,
}: HeatFigureProps): VNode {
  const [height, width] = shape;
  const largest = largestOf(map.values);
  const draw = useCallback(
    (context: CanvasRenderingContext2D, w: number, h: number) => {
      const [against, counts] = [classRgb(0), classRgb(1)];
      const pixels = pixelCanvas(width, height, (i): Rgb => {
        const value = largest === 0 ? 0 : map.values[i] / largest;
        return mixed(value < 0 ? against : counts, greyAt(picture, shape, i), Math.abs(value));
      });
      stretch(context, pixels, w, h);
    },
    [map, picture, width, height],
  );
  return html`<figure class="heat">
    <h3>${title}</h3>
    <${Framed} shape=${shape}><${Canvas} class="pixels" label=${label} draw=${draw} /></${Framed}>
    <p class="scale" aria-hidden="true">
      <span>${isSigned ? `−${scaleText(largest)}` : '0'}</span>
      <span class=${isSigned ? 'scale-bar signed' : 'scale-bar'}></span>
      <span>${isSigned ? '+' : ''}${scaleText(largest)}</span>
    </p>
    <figcaption class="note">${children}</figcaption>
  </figure>`;
}

/** A place of the picture's proportions. */
function Framed({
  shape: [height, width],
  children,
}: Pick<PictureProps, 'shape'> & { readonly children?: ComponentChildren }): VNode {
  return html`<div class="pixel-frame" style=${{ aspectRatio: `${width} / ${height}` }}>${children}</div>`;
}

function stretch(context: CanvasRenderingContext2D, pixels: HTMLCanvasElement, w: number, h: number): void {
  context.imageSmoothingEnabled = false;
  context.drawImage(pixels, 0, 0, w, h);
}

function colourAt(picture: Uint8Array, [, , channels]: readonly number[], i: number): Rgb {
  const at = i * channels;
  return channels === 3
    ? [picture[at], picture[at + 1], picture[at + 2]]
    : [picture[at], picture[at], picture[at]];
}

/** The brightness of a pixel, of little contrast, so that the colours over it can be told apart. */
function greyAt(picture: Uint8Array, shape: readonly number[], i: number): Rgb {
  const [red, green, blue] = colourAt(picture, shape, i);
  const grey = Math.round(90 + 0.25 * (0.3 * red + 0.59 * green + 0.11 * blue));
  return [grey, grey, grey];
}
