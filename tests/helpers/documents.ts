/** The code blocks of documents. */
import { readFileSync } from 'node:fs';

/** Returns the TypeScript blocks of a document, for Node.js or for pages (marked `ts browser`). */
export function codeBlocks(path: string, runs: 'node' | 'browser'): string[] {
  const mark = runs === 'node' ? '' : ' browser';
  const blocks = readFileSync(path, 'utf8').matchAll(new RegExp(`^\`\`\`ts${mark}\n(.*?)^\`\`\`$`, 'gms'));
  return [...blocks].map(([, code]) => code);
}
