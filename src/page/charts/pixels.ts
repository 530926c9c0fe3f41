/** Small pictures of numbers: grids of pixels that are stretched onto a canvas. */
import type { Rgb } from './palette.js';

/** A canvas of `width` × `height` pixels with the colours that `colourAt` gives. */
export function pixelCanvas(
  width: number,
  height: number,
  colourAt: (index: number) => Rgb,
): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height];
  const image = new ImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    const [red, green, blue] = colourAt(i);
    image.data[4 * i] = red;
    image.data[4 * i + 1] = green;
    image.data[4 * i + 2] = blue;
    image.data[4 * i + 3] = 255;
  }
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return canvas;
}
