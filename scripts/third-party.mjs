/**
 * Writes THIRD-PARTY.md: every package that comes with dnn, installed, optional or inside its bundles, and its licence.
 * From package-lock.json, which knows the packages of all platforms. The build goes before it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FILE = 'THIRD-PARTY.md';
const BUNDLES = ['dist/bin', 'dist/browser'];

/** Licences that a package may have, each alone or together with others of them. */
const ALLOWED = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'Zlib'];
/** libvips is a library of its own, which sharp loads and its user may replace. */
const ALLOWED_OPTIONAL = [...ALLOWED, 'LGPL-3.0-or-later'];
/** Licences that have no SPDX name: what we call them, and the words of their file that say so. */
const READ = {
  jsfive: ['public domain, after pyfive (BSD-3-Clause)', 'jsfive is in the public domain.'],
  h5wasm: ['NIST, public domain', 'subject to copyright protection within the United States'],
};

/** The file as it has to be; @throws Error when a licence is none of those allowed. */
export function thirdParty() {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages;
  const bundles = BUNDLES.map((folder) => [folder, namesIn(join(folder, 'LICENSES.txt'))]);
  const rows = Object.entries(lock).flatMap(([path, entry]) => {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const places = bundles
      .filter(([, names]) => names.has(`${name} ${entry.version}`))
      .map(([folder]) => folder);
    // What development needs and optional packages too is both in the lock's words.
    const optional = entry.optional || entry.devOptional;
    const how = path === '' || entry.dev ? places : [optional ? 'optional' : 'installed', ...places];
    if (how.length === 0) return [];
    return `| ${name} | ${entry.version} | ${licenceOf(path, name, entry.license, optional)} | ${how.join(', ')} |`;
  });
  return `${HEAD}${[...new Set(rows)].sort().join('\n')}\n`;
}

const HEAD = `# Third-party software

What comes with dnn: packages that npm installs beside it, optional ones (where they have a build and \`--omit=optional\` is not given), and those whose code is in its bundles, with their licences in \`LICENSES.txt\` there. Made by \`node scripts/third-party.mjs\`; a test keeps it so.

| package | version | licence | how |
| --- | --- | --- | --- |
`;

function licenceOf(path, name, license, optional) {
  if (name in READ) {
    const [called, words] = READ[name];
    const text = readFileSync(join(path, 'LICENSE.txt'), 'utf8').replace(/\s+/g, ' ');
    if (!text.includes(words))
      throw new Error(`the licence of ${name} does not say "${words}" any more: read it`);
    return called;
  }
  const parts = (license ?? 'none').replace(/[()]/g, '').split(/ (?:AND|OR) /);
  const allowed = optional ? ALLOWED_OPTIONAL : ALLOWED;
  const other = parts.find((part) => !allowed.includes(part));
  if (other !== undefined)
    throw new Error(`${name} has the licence ${other}, which is none of ${allowed.join(', ')}`);
  return license;
}

/** The lines of a bundle's licences that name a package and its version. */
function namesIn(path) {
  return new Set(readFileSync(path, 'utf8').match(/^@?[\w./-]+ \d+\.\d+\.\d+\S*$/gm));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(FILE, thirdParty());
