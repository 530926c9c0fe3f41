/** The code that documents show. */
import { readFileSync } from 'node:fs';

/** The TypeScript of a document, block by block: that for Node.js, or that for pages (marked `ts browser`). */
export function codeBlocks(path: string, runs: 'node' | 'browser'): string[] {
  const mark = runs === 'node' ? '' : ' browser';
  const blocks = readFileSync(path, 'utf8').matchAll(new RegExp(`^\`\`\`ts${mark}\n(.*?)^\`\`\`$`, 'gms'));
  return [...blocks].map(([, code]) => code);
}
