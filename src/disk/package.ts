/** Files of this package, found from wherever its code runs: src/disk/, dist/disk/ or the bundle in dist/bin/. */

/** The address of `name` below the package's root: `package.json`, `datasets/digits.h5`. */
export function packageFile(name: string): URL {
  return new URL(`../../${name}`, import.meta.url);
}
