/** The dependencies: their origin, no code that runs when they are installed, and their licences. */
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

type Manifest = Readonly<Record<string, Record<string, string | boolean> | undefined>>;

const manifest: Manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const { '': root, ...packages }: Record<string, Entry> = lock.packages;
const entries = Object.entries(packages);

/** An accelerator that bullmq works without. What depends on dnn never gets it from dnn. */
const denied = ['node_modules/msgpackr-extract'];

/** Every package in the lock file that is installed on this machine. */
const installed = entries.filter(([path]) => existsSync(join(path, 'package.json')));

describe('the lock', () => {
  it('has the ranges of package.json', () => {
    for (const kind of ['dependencies', 'optionalDependencies', 'peerDependencies', 'devDependencies']) {
      expect((root as unknown as Manifest)[kind]).toEqual(manifest[kind]);
    }
  });

  it('has a SHA-512 for every package, and takes it from a registry under its own name', () => {
    const wrong = entries.filter(([path, { version, resolved, integrity, link, inBundle }]) => {
      const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
      const file = `${name.replace(/^.*\//, '')}-${version}.tgz`;
      const sound = /^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? '') && !link && !inBundle;
      // Without an address npm uses its configured registry.
      return (
        !sound || (resolved !== undefined && resolved !== `https://registry.npmjs.org/${name}/-/${file}`)
      );
    });
    expect(wrong.map(([path]) => path)).toEqual([]);
    expect(entries.length).toBeGreaterThan(100);
  });

  it('has no package with an install script but those of development that package.json denies', () => {
    const running = entries.filter(([, { hasInstallScript }]) => hasInstallScript);
    expect(running.map(([path]) => path)).toEqual(denied);
    expect(running.filter(([, { dev, optional }]) => !dev || !optional)).toEqual([]);
  });
});

describe('the installed packages', () => {
  it('have the versions of the lock file', () => {
    const other = installed.filter(([path, { dev, version }]) => !dev && read(path).version !== version);
    expect(other.map(([path]) => path)).toEqual([]);
    for (const name of ['sharp', 'h5wasm', ...Object.keys(manifest.dependencies ?? {})]) {
      expect(
        installed.map(([path]) => path),
        name,
      ).toContain(`node_modules/${name}`);
    }
  });

  // The lock may be older than an install script; npm also builds packages that have a binding.gyp.
  it('have no install script and nothing to compile', () => {
    const scripts = ['preinstall', 'install', 'postinstall'];
    const running = installed.filter(
      ([path]) =>
        scripts.some((script) => script in ((read(path) as unknown as Manifest).scripts ?? {})) ||
        existsSync(join(path, 'binding.gyp')),
    );
    expect(running.map(([path]) => path).filter((path) => !denied.includes(path))).toEqual([]);
    expect(manifest.allowScripts).toEqual({ 'msgpackr-extract': false });
  });
});

describe('licences', () => {
  it('of everything that comes with dnn are allowed and listed in THIRD-PARTY.md', async () => {
    const { thirdParty } = await import('../scripts/third-party.mjs' as string);
    // To update it: npm run build && node scripts/third-party.mjs
    expect(readFileSync('THIRD-PARTY.md', 'utf8')).toBe(thirdParty());
  });

  it('are included for every package in a bundle, and the bundles contain the expected packages', () => {
    const names = (folder: string) =>
      readFileSync(join(folder, 'LICENSES.txt'), 'utf8').match(/^@?[\w./-]+(?= \d+\.\d+\.\d+\S*$)/gm);
    expect(names('dist/browser')).toEqual(['@noble/hashes', 'fastest-levenshtein', 'zod']);
    expect(names('dist/bin')).toEqual(expect.arrayContaining(Object.keys(manifest.dependencies ?? {})));
  });
});

function read(path: string): Entry {
  return JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
}
