/**
 * Writes THIRD-PARTY.md: every package that comes with dnn, installed, optional or in its bundles, with its licence.
 * Reads package-lock.json, which lists the packages of all platforms. Needs a build.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FILE = 'THIRD-PARTY.md';
const BUNDLES = ['dist/bin', 'dist/browser', 'dist/page'];

/** Allowed licences, alone or combined. */
const ALLOWED = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'Zlib'];
/** libvips is a separate library, which sharp loads and its user may replace. */
const ALLOWED_OPTIONAL = [...ALLOWED, 'LGPL-3.0-or-later'];
/** Licences without an SPDX name: our name for each, and the words of the licence file that prove it. */
const READ = {
  jsfive: ['public domain, after pyfive (BSD-3-Clause)', 'jsfive is in the public domain.'],
  h5wasm: ['NIST, public domain', 'subject to copyright protection within the United States'],
};

/** Returns the content of the file. @throws Error if a licence is not allowed. */
export function thirdParty() {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages;
  const bundles = BUNDLES.map((folder) => [folder, namesIn(join(folder, 'LICENSES.txt'))]);
  const rows = Object.entries(lock).flatMap(([path, entry]) => {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const places = bundles
      .filter(([, names]) => names.has(`${name} ${entry.version}`))
      .map(([folder]) => folder);
    // The lock marks packages of both development and optional packages as devOptional.
    const optional = entry.optional || entry.devOptional;
    const how = path === '' || entry.dev ? places : [optional ? 'optional' : 'installed', ...places];
    if (how.length === 0) return [];
    return `| ${name} | ${entry.version} | ${licenceOf(path, name, entry.license, optional)} | ${how.join(', ')} |`;
  });
  return `${HEAD}${[...new Set(rows)].sort().join('\n')}\n`;
}

const HEAD = `# Third-party software

The packages that come with dnn: those that npm installs beside it, optional ones (where they have a build and \`--omit=optional\` is not given), and those whose code is in its bundles, with the licences in \`LICENSES.txt\` there. \`node scripts/third-party.mjs\` writes this file, and a test compares it.

| package | version | licence | how |
| --- | --- | --- | --- |
`;

function licenceOf(path, name, license, optional) {
  if (name in READ) {
    const [called, words] = READ[name];
    const text = readFileSync(join(path, 'LICENSE.txt'), 'utf8').replace(/\s+/g, ' ');
    if (!text.includes(words)) throw new Error(`the licence of ${name} no longer says "${words}": read it`);
    return called;
  }
  const parts = (license ?? 'none').replace(/[()]/g, '').split(/ (?:AND|OR) /);
  const allowed = optional ? ALLOWED_OPTIONAL : ALLOWED;
  const other = parts.find((part) => !allowed.includes(part));
  if (other !== undefined)
    throw new Error(`${name} has the licence ${other}, which is none of ${allowed.join(', ')}`);
  return license;
}

/** Returns the lines of a bundle's licence file that name a package and its version. */
function namesIn(path) {
  return new Set(readFileSync(path, 'utf8').match(/^@?[\w./-]+ \d+\.\d+\.\d+\S*$/gm));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(FILE, thirdParty());
