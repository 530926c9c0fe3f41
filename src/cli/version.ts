/** The version of this dnn, as its package says. */
import { readFileSync } from 'node:fs';
import { packageFile } from '../disk/package.js';

export function packageVersion(): string {
  return JSON.parse(readFileSync(packageFile('package.json'), 'utf8')).version;
}
