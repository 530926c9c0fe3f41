/** The weights of a first layer as one picture: a tile for each filter or unit, mid grey for 0. */
import type { Picture } from '../../data/pictures/picture.js';
import { assertPictureSize } from '../../data/pictures/picture.js';
import type { Matrix } from '../../engine/matrix.js';
import { optionError } from '../../errors.js';
import type { Architecture } from '../../nn/architecture.js';
import { isWeighted, layerText } from '../../nn/layers/layers.js';
import { imageOf } from '../../nn/shapes.js';

/** Pixels between tiles, and the side that small tiles are magnified to. */
const GAP = 2;
const SIDE = 48;
const WHITE = 255;

/** The pictures in a row of weights. */
interface Tiles {
  readonly height: number;
  readonly width: number;
  /** Weights a pixel. */
  readonly channels: number;
  /** Channels that make one tile's colour: 3, or 1 for grey. */
  readonly colours: number;
}

/**
 * The rows of W1 as tiles: in colour for inputs of three channels, else in grey, a tile for each channel (with several
 * channels each filter has a row of the sheet). The weight of largest magnitude in a tile is white or black.
 * @throws DnnError (usage) when the first layer's inputs are no pictures.
 */
export function filterSheet(architecture: Architecture, W: Matrix): Picture {
  const tiles = tilesOf(architecture);
  const perRow = tiles.channels / tiles.colours;
  const count = W.rows * perRow;
  const columns = perRow > 1 ? perRow : Math.ceil(Math.sqrt(count));
  const lines = Math.ceil(count / columns);
  const scale = Math.max(1, Math.floor(SIDE / Math.max(tiles.height, tiles.width)));
  const stepX = tiles.width * scale + GAP;
  const stepY = tiles.height * scale + GAP;
  const sheet = blank(columns * stepX + GAP, lines * stepY + GAP);
  for (let tile = 0; tile < count; tile++) {
    const [row, channel] = [Math.floor(tile / perRow), tile % perRow];
    const weights = W.data.subarray(row * W.cols, (row + 1) * W.cols);
    const left = GAP + (tile % columns) * stepX;
    const top = GAP + Math.floor(tile / columns) * stepY;
    drawTile(sheet, left, top, scale, tiles, (y, x, c) => {
      return weights[(y * tiles.width + x) * tiles.channels + channel * tiles.colours + c];
    });
  }
  return sheet;
}

function tilesOf({ layers: [first], inputShape }: Architecture): Tiles {
  const image = imageOf(inputShape);
  if (image === undefined || !isWeighted(first)) {
    const problem = isWeighted(first)
      ? `its inputs are ${inputShape.join('x')} values without a shape`
      : `its first layer, ${layerText(first)}, has no weights`;
    throw optionError(
      'filters',
      undefined,
      `this model has no filters to draw: ${problem}`,
      'Train on pictures, with a dense or convolution layer first.',
    );
  }
  const { channels } = image;
  const [height, width] = 'kernel' in first ? first.kernel : [image.height, image.width];
  return { height, width, channels, colours: channels === 3 ? 3 : 1 };
}

function blank(width: number, height: number): Picture {
  assertPictureSize(width, height, '--filters');
  return { width, height, pixels: new Uint8Array(width * height * 3).fill(WHITE) };
}

/** Each weight w becomes a square of brightness 127.5·(1 + w/largest size in the tile). */
function drawTile(
  sheet: Picture,
  left: number,
  top: number,
  scale: number,
  { height, width, colours }: Tiles,
  weight: (y: number, x: number, c: number) => number,
): void {
  let largest = 0;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < colours; c++) largest = Math.max(largest, Math.abs(weight(y, x, c)));
  for (let y = 0; y < height * scale; y++) {
    for (let x = 0; x < width * scale; x++) {
      for (let c = 0; c < 3; c++) {
        const value = weight(Math.floor(y / scale), Math.floor(x / scale), colours === 3 ? c : 0);
        const brightness = 127.5 * (1 + (largest === 0 ? 0 : value / largest));
        sheet.pixels[((top + y) * sheet.width + left + x) * 3 + c] = Math.round(brightness);
      }
    }
  }
}
