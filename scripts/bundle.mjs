/**
 * Bundles the command line into dist/bin/: some tens of small modules, commander among them, are a third of the
 * time that `dnn --help` takes. Commands stay chunks of their own, loaded when used; the optional packages stay
 * imports. The folder is as deep as dist/cli/, so that URLs relative to a module hold in both.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { rolldown } from 'rolldown';

/** Where the bundle lies. */
export const BUNDLE = join('dist', 'bin');
/**
 * A file costs about a millisecond: one is what every start needs, one what trains and predicts, one what reads models
 * and pictures, schemas and pngjs among it, which no training waits for, and one what trains alone: trials and searches
 * share it with dnn train.
 */
const GROUPS = [
  {
    name: 'start',
    test: /[\\/]src[\\/](cli[\\/]commands|cli[\\/]options[\\/](resolve|sources)|cli[\\/]version|report[\\/](phrases|terminal[\\/](jsonl|colour|wrap))|disk[\\/](read|write|directories))\.ts$/,
  },
  {
    name: 'network',
    test: /[\\/]src[\\/](report[\\/]layer-phrases|train[\\/](splits|state[\\/]stats-history|watch[\\/]histogram)|model[\\/](model|file[\\/]save)|cli[\\/]inputs[\\/]memory-budget|data[\\/]pictures[\\/]resize)\.ts$/,
  },
  {
    name: 'model',
    test: /[\\/]src[\\/](model[\\/](file[\\/]load|predict)|report[\\/]results[\\/]split-(results|json)|data[\\/]pictures[\\/]image|cli[\\/]inputs[\\/]open-model)\.ts$/,
  },
  {
    name: 'training',
    test: /[\\/]src[\\/](train[\\/](folds|trainer)|cli[\\/]run[\\/](run-output|verdict))\.ts$/,
  },
].map((group, index, { length }) => ({ ...group, priority: length - index }));
/** Modules of Node.js that commander and cli-progress require and dnn uses seldom or never. */
const RARE = ['node:child_process', 'readline'];
const OPTIONAL = /^(sharp|h5wasm|undici|bullmq|ioredis|pg)(\/|$)/;
const LICENCE = /^licen[cs]e/i;

/** Makes the bundle anew. */
export async function bundle() {
  writeBundle(BUNDLE, await bundledFiles());
}

/** Writes `files`, content by name: unchanged files stay untouched, and what no longer belongs there goes. */
export function writeBundle(directory, files) {
  mkdirSync(directory, { recursive: true });
  for (const name of readdirSync(directory)) if (!files.has(name)) rmSync(join(directory, name));
  for (const [name, content] of files) {
    const path = join(directory, name);
    if (!existsSync(path) || readFileSync(path, 'utf8') !== content) writeFileSync(path, content);
  }
}

/** The content of each file by its name. */
async function bundledFiles() {
  const build = await rolldown({
    input: { dnn: join('src', 'cli', 'dnn.ts'), 'trial-process': join('src', 'cli', 'trial-process.ts') },
    platform: 'node',
    external: OPTIONAL,
    plugins: [loadLater(RARE)],
    tsconfig: 'tsconfig.build.json',
  });
  const { output } = await build.generate({
    dir: BUNDLE,
    sourcemap: true,
    chunkFileNames: '[name].js',
    codeSplitting: { groups: GROUPS },
  });
  await build.close();
  // The entry waits for the command that it loads: were it to wait for the entry in turn, neither would go on.
  const circular = output.find(({ imports }) => imports?.includes('dnn.js'));
  if (circular !== undefined)
    throw new Error(`dist/bin/${circular.fileName} imports dnn.js, which imports it`);
  return filesOf(output);
}

/** Returns the files that rolldown made, content by name, with the licences of the packages in them. */
export function filesOf(output) {
  const files = new Map(
    output.map((file) => [file.fileName, file.type === 'chunk' ? file.code : file.source]),
  );
  const modules = output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
  return files.set('LICENSES.txt', licences(modules));
}

/** Has `builtins`, where a library requires them, loaded at their first use. */
function loadLater(builtins) {
  const prefix = '\0later:';
  return {
    name: 'load-later',
    resolveId: (id, importer) =>
      builtins.includes(id) && importer?.includes('node_modules') ? `${prefix}${id}` : undefined,
    load(id) {
      if (!id.startsWith(prefix)) return undefined;
      const name = JSON.stringify(id.slice(prefix.length));
      return `module.exports = new Proxy({}, { get: (_, key) => process.getBuiltinModule(${name})[key] });`;
    },
  };
}

/** The licences of the packages whose code is in the bundle, as they ask for. */
function licences(modules) {
  const packages = modules.map((path) => /^.*node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(path)?.[0]);
  const folders = [...new Set(packages.filter((folder) => folder !== undefined))].sort();
  return folders.map(licence).join('\n');
}

function licence(folder) {
  const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((each) => LICENCE.test(each));
  if (file === undefined)
    throw new Error(`${name} is in the bundle and has no licence file in ${dirname(folder)}`);
  return `${name} ${version}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
}
