/** How well two colours, as a browser writes them, can be told apart. */

/** Relative luminance as WCAG 2 defines it. */
export function luminance(colour: string): number {
  const [r, g, b] = (colour.match(/\d+/g) as string[]).map(Number).map((byte) => {
    const c = byte / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** From 1 for equal colours to 21 for black and white. */
export function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}
