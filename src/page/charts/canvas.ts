/** A canvas that is drawn at the sharpness of the screen, again whenever its content, its size or the colours change. */
import { html, useEffect, useRef, useState, type VNode } from '../preact.js';
import { schemeChanges } from './theme.js';

interface CanvasProps {
  /** For those who cannot see it. */
  readonly label: string;
  readonly class: string;
  /** Draws into `width` × `height` CSS pixels. A new function draws anew. */
  draw(context: CanvasRenderingContext2D, width: number, height: number): void;
}

/** Draws at the next frame, at most once a frame. The style sheet gives the size. */
export function Canvas({ label, class: name, draw }: CanvasProps): VNode {
  const ref = useRef<HTMLCanvasElement>(null);
  const [version, setVersion] = useState(0);
  useEffect(() => {
    const again = () => setVersion((n) => n + 1);
    const sizes = new ResizeObserver(again);
    if (ref.current) sizes.observe(ref.current);
    const forget = schemeChanges(again);
    return () => {
      sizes.disconnect();
      forget();
    };
  }, []);
  useEffect(() => {
    const frame = requestAnimationFrame(() => ref.current && paint(ref.current, draw));
    return () => cancelAnimationFrame(frame);
  }, [draw, version]);
  return html`<canvas ref=${ref} class=${name} role="img" aria-label=${label}></canvas>`;
}

function paint(canvas: HTMLCanvasElement, draw: CanvasProps['draw']): void {
  const { clientWidth: width, clientHeight: height } = canvas;
  const context = canvas.getContext('2d');
  if (width === 0 || context === null) return;
  const scale = devicePixelRatio;
  const [w, h] = [Math.round(width * scale), Math.round(height * scale)];
  // To set a size clears a canvas and takes new memory.
  if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  draw(context, width, height);
}
