/** What dnn depends on: where it comes from, that installing it runs nothing, and its licences. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

interface Entry {
  readonly version: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly hasInstallScript?: boolean;
  readonly inBundle?: boolean;
}

type Manifest = Readonly<Record<string, Record<string, string> | undefined>>;

const manifest: Manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const { '': root, ...packages }: Record<string, Entry> = lock.packages;
const entries = Object.entries(packages);

/** Every package of the lock that is on this machine. */
const installed = entries.filter(([path]) => existsSync(join(path, 'package.json')));

describe('the lock', () => {
  it('is of the ranges that package.json gives', () => {
    for (const kind of ['dependencies', 'optionalDependencies', 'devDependencies']) {
      expect((root as unknown as Manifest)[kind]).toEqual(manifest[kind]);
    }
  });

  it('has a SHA-512 of every package, and takes it from a registry under its own name', () => {
    const wrong = entries.filter(([path, { version, resolved, integrity, link, inBundle }]) => {
      const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
      const file = `${name.replace(/^.*\//, '')}-${version}.tgz`;
      const sound = /^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? '') && !link && !inBundle;
      // Without an address it is the registry that npm is set to.
      return (
        !sound || (resolved !== undefined && resolved !== `https://registry.npmjs.org/${name}/-/${file}`)
      );
    });
    expect(wrong.map(([path]) => path)).toEqual([]);
    expect(entries.length).toBeGreaterThan(100);
  });

  it('knows no package, installed, optional or for development, that runs a script when it is installed', () => {
    expect(entries.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path)).toEqual([]);
  });
});

describe('what is installed', () => {
  it('is what the lock says', () => {
    const other = installed.filter(([path, { dev, version }]) => !dev && read(path).version !== version);
    expect(other.map(([path]) => path)).toEqual([]);
    for (const name of ['sharp', 'h5wasm', ...Object.keys(manifest.dependencies ?? {})]) {
      expect(
        installed.map(([path]) => path),
        name,
      ).toContain(`node_modules/${name}`);
    }
  });

  // The lock could have been made before a script was added; npm also builds what has a binding.gyp.
  it('has no install script and nothing to compile, whatever the lock says', () => {
    const scripts = ['preinstall', 'install', 'postinstall'];
    const running = installed.filter(
      ([path]) =>
        scripts.some((script) => script in ((read(path) as unknown as Manifest).scripts ?? {})) ||
        existsSync(join(path, 'binding.gyp')),
    );
    expect(running.map(([path]) => path)).toEqual([]);
  });
});

describe('licences', () => {
  it('of everything that comes with dnn are allowed ones, and listed in THIRD-PARTY.md', async () => {
    const { thirdParty } = await import('../scripts/third-party.mjs' as string);
    // To bring it up to date: npm run build && node scripts/third-party.mjs
    expect(readFileSync('THIRD-PARTY.md', 'utf8')).toBe(thirdParty());
  });

  it('are there in full for all that is in a bundle, and that is no surprise', () => {
    const names = (folder: string) =>
      readFileSync(join(folder, 'LICENSES.txt'), 'utf8').match(/^@?[\w./-]+(?= \d+\.\d+\.\d+\S*$)/gm);
    expect(names('dist/browser')).toEqual(['@noble/hashes', 'fastest-levenshtein', 'zod']);
    expect(names('dist/bin')).toEqual(expect.arrayContaining(Object.keys(manifest.dependencies ?? {})));
  });
});

function read(path: string): Entry {
  return JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
}
