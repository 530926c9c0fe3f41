/** The house rules that can be checked, but those of imports (npm run imports): file openings, sizes and names. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const MAX_LINES = 400;
const FORBIDDEN = ['utils', 'util', 'helpers', 'common', 'misc', 'types'];
const FILES = filesOf('src');

describe('source files', () => {
  it('are found', () => {
    expect(FILES.length).toBeGreaterThan(50);
  });

  it.each(FILES)('%s opens with a sentence, is short enough and is named for what it holds', (path) => {
    const text = readFileSync(path, 'utf8');
    const lines = text.trimEnd().split('\n');
    expect(text, 'its first line').toMatch(/^(#!.*\n)?\/\*\*(\s+\*)? \S[\s\S]*?\./);
    expect(lines.length, 'lines').toBeLessThanOrEqual(MAX_LINES);
    expect(FORBIDDEN).not.toContain(basename(path, '.ts'));
  });
});

describe('doc comments', () => {
  const RIDDLE = /^\s*\/?\*{1,2} (What|Who|Which|Of|Whether .*\btold)\b.*/gm;
  const ALL = ['src', 'tests', 'scripts', 'bench', 'tools'].flatMap(filesOf);

  it('begin with a verb or a noun', () => {
    const riddles = ALL.flatMap((path) =>
      [...readFileSync(path, 'utf8').matchAll(RIDDLE)].map(([line]) => `${path}: ${line.trim()}`),
    );
    expect(riddles).toEqual([]);
  });
});

describe('arrays of any length', () => {
  // A page draws the few numbers that it shows.
  it('are not spread into Math.min and Math.max, which take as many as the stack holds', () => {
    const spread = /\bMath\.(min|max)\((?:[^()]|\([^()]*\))*?\.\.\./;
    const found = FILES.filter((path) => !/^src.page./.test(path) && spread.test(readFileSync(path, 'utf8')));
    expect(found).toEqual([]);
  });
});

describe('the rooms that make numbers', () => {
  const ENGINES_OWN = /\bMath\.(a?sinh?|a?cosh?|a?tanh?|atan2|cbrt|expm?1?|hypot|log(2|10|1p)?|pow)\b/;
  const NUMBERS = FILES.filter((path) => /^src.(engine|nn|train)./.test(path));
  const code = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');

  it.each(NUMBERS)('%s leaves nothing to the JavaScript engine but powers of 2', (path) => {
    const lines = code(readFileSync(path, 'utf8')).split('\n');
    const isPower = (line: string) => / \*\* /.test(line.replaceAll(/(?<![\w.])(2|1024) \*\* /g, ''));
    expect(lines.filter((line) => ENGINES_OWN.test(line) || isPower(line))).toEqual([]);
  });
});

describe('the library', () => {
  const program = ts.createProgram(['src/index.ts'], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: [],
    noLib: true,
  });
  const checker = program.getTypeChecker();
  const index = checker.getSymbolAtLocation(program.getSourceFile('src/index.ts') as ts.SourceFile);
  const exported = checker.getExportsOfModule(index as ts.Symbol).map((symbol) => ({
    name: symbol.name,
    target: symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
  }));
  const isDocumented = (symbol: ts.Symbol) => symbol.getDocumentationComment(checker).length > 0;

  it('documents everything that it exports', () => {
    expect(exported.length).toBeGreaterThan(50);
    expect(exported.filter(({ target }) => !isDocumented(target)).map(({ name }) => name)).toEqual([]);
  });

  it('documents every kernel of a backend', () => {
    const backend = exported.find(({ name }) => name === 'Backend')?.target;
    const members = [...(backend?.members?.values() ?? [])];
    expect(members.length).toBeGreaterThan(10);
    expect(members.filter((member) => !isDocumented(member)).map(({ name }) => name)).toEqual([]);
  });
});

/** Returns the paths of the TypeScript and JavaScript files below `folder`. */
function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.m?[jt]s$/.test(name))
    .map((name) => join(folder, name))
    .sort();
}
