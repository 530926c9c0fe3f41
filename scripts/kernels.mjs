/**
 * The kernels of src/engine/kernels/: compiled to a module for each dtype and one for bytes, and their signatures as a TypeScript
 * interface, so that a call with too few, too many or swapped arguments does not compile.
 */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** Their sources. */
export const KERNELS = join('src', 'engine', 'kernels');
/** Where the signatures are kept. */
export const SIGNATURES = join('src', 'engine', 'wasm', 'kernels.ts');
/** The entry and the options of each module, dist/engine/kernels-<name>.wasm. */
const MODULES = {
  float64: ['index.ts', '--use', 'Real=f64'],
  float32: ['index.ts', '--use', 'Real=f32'],
  bytes: ['bytes.ts'],
};
/** The interface that describes the exports of an entry. */
const INTERFACES = { Kernels: 'index', ByteKernels: 'bytes' };
/** AssemblyScript's types as callers see them. */
const TYPES = {
  usize: 'Address',
  i32: 'number',
  u32: 'number',
  f64: 'number',
  Real: 'number',
  bool: '0 | 1',
  void: 'void',
};
const LINE_WIDTH = 110;

/** Compiles the modules that are older than the sources, with `run(tool, ...args)`, and writes the signatures. */
export function buildKernels(run) {
  const text = signatures();
  if (!existsSync(SIGNATURES) || readFileSync(SIGNATURES, 'utf8') !== text) writeFileSync(SIGNATURES, text);
  const config = join(KERNELS, 'asconfig.json');
  for (const [name, [entry, ...options]] of Object.entries(MODULES)) {
    const module = join('dist', 'engine', `kernels-${name}.wasm`);
    if (!isOld(module)) continue;
    run(
      'assemblyscript/bin/asc.js',
      join(KERNELS, entry),
      '--config',
      config,
      ...options,
      '--outFile',
      module,
    );
  }
}

function isOld(module) {
  if (!existsSync(module)) return true;
  const made = statSync(module).mtimeMs;
  const sources = readdirSync(KERNELS).map((name) => join(KERNELS, name));
  return [KERNELS, ...sources].some((path) => statSync(path).mtimeMs > made);
}

/** The text of {@link SIGNATURES}. */
export function signatures() {
  const interfaces = Object.entries(INTERFACES).map(
    ([name, entry]) => `\nexport interface ${name} {\n${exportsOf(entry).map(signature).join('\n')}\n}\n`,
  );
  return `/** The kernels' signatures, made from kernels/ by the build. Counts are in values, strides in bytes. */
import type { Address } from './arena.js';
${interfaces.join('')}`;
}

/** The functions that a module of the kernels exports, its own and those of others. */
function exportsOf(module) {
  const path = join(KERNELS, `${module}.ts`);
  const { statements } = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest);
  return statements.flatMap((statement) => {
    if (ts.isFunctionDeclaration(statement)) return isExported(statement) ? [statement] : [];
    if (!ts.isExportDeclaration(statement)) return [];
    const others = exportsOf(statement.moduleSpecifier.text.slice('./'.length));
    const names = statement.exportClause?.elements.map(({ name }) => name.text);
    return others.filter(({ name }) => names === undefined || names.includes(name.text));
  });
}

function isExported({ modifiers }) {
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

function signature({ name, parameters, type }) {
  const list = parameters.map((parameter) => `${parameter.name.text}: ${typeOf(parameter.type)}`);
  const line = `  ${name.text}(${list.join(', ')}): ${typeOf(type)};`;
  if (line.length <= LINE_WIDTH) return line;
  return `  ${name.text}(\n${list.map((each) => `    ${each},\n`).join('')}  ): ${typeOf(type)};`;
}

function typeOf(node) {
  const name = node.kind === ts.SyntaxKind.VoidKeyword ? 'void' : node.typeName.text;
  if (!(name in TYPES))
    throw new Error(`a kernel takes or returns ${name}, which calls from JavaScript cannot`);
  return TYPES[name];
}
