/** Commands in messages: a shell reads back the words that were put in, and no template writes them otherwise. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { shell, shellWord } from '../src/shell.js';
import { HIDDEN, hostileText } from './helpers/hostile-names.js';

describe('a command in a message', () => {
  it('is as people write it where nothing needs quotes', () => {
    expect(shell`dnn train --resume ${'runs/a-1/model.checkpoint'} --seed ${3}`).toBe(
      'dnn train --resume runs/a-1/model.checkpoint --seed 3',
    );
    expect(shellWord('a b')).toBe("'a b'");
    expect(shellWord("it's")).toBe("'it'\\''s'");
    expect(shellWord('')).toBe("''");
    expect(shellWord('=ls')).toBe("'=ls'");
    expect(shellWord('a\nb')).toBe("$'a\\x0ab'");
  });

  it('is one line of visible text, which bash reads as the same words', () => {
    const names = fc.sample(hostileText, { numRuns: 300, seed: 1 });
    const commands = names.map((name) => shell`printf '%s\\0' ${name}`);
    for (const command of commands) expect(command).not.toMatch(HIDDEN);
    const { stdout, stderr } = spawnSync('bash', { input: commands.join('\n'), encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout.split('\0').slice(0, -1)).toEqual(names);
  });
});

const COMMANDS =
  'train|predict|evaluate|inspect|gradcheck|ls|data [a-z]+|export|import|report|completion|tune|worker|check|serve|ui';
const PROGRAMS = 'mkdir|chmod|rm|mv|cp|cd|npm|npx|h5repack|cat|export';
/** A flag, a command or a program whose word comes next. */
const AWAITS_WORD = new RegExp(
  `(^|[^\\w-])(--[a-z][\\w-]*[ =]|(dnn (${COMMANDS})|(${PROGRAMS})( -[\\w-]+)*) )$`,
);
/** Files without it need not be parsed. */
const MAY_BE_COMMAND = new RegExp(`(--[a-z][\\w-]*[ =]|dnn (${COMMANDS}) |\\b(${PROGRAMS}) [ \\w-]*)\\$\\{`);

/** The places where a template puts a value behind a flag or a program by other means than `shell`. */
function unquoted(path: string, text: string): string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const isTagged =
      ts.isTaggedTemplateExpression(node.parent ?? node) && node.parent.getText().startsWith('shell`');
    if (ts.isTemplateExpression(node) && !isTagged) {
      const heads = [node.head, ...node.templateSpans.slice(0, -1).map(({ literal }) => literal)];
      node.templateSpans.forEach(({ expression }, i) => {
        if (AWAITS_WORD.test(heads[i].text) && !/^(shell`|shellWord\()/.test(expression.getText()))
          found.push(`${path}: ${heads[i].text}\${${expression.getText()}}`);
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

describe('the source', () => {
  it('writes no command but by shell``', () => {
    const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.ts'),
    );
    const found = files.flatMap((name) => {
      const text = readFileSync(join('src', name), 'utf8');
      return MAY_BE_COMMAND.test(text) ? unquoted(name, text) : [];
    });
    expect(found).toEqual([]);
  });

  it.each([
    'throw error(`Name one: --data #{join(directory, file)}`)',
    'throw error(`Resume: dnn train --resume=#{path} --seed #{seed}`)',
    'throw error(`Make it first: mkdir -p #{directory}`)',
    'throw error(`Get it: dnn data pull #{name}.`)',
    'const x = `#{a} --out #{out}`',
  ])('would be found out: %s', (written) => {
    const text = written.replaceAll('#{', '${');
    expect(text).toMatch(MAY_BE_COMMAND);
    expect(unquoted('a.ts', text).length).toBeGreaterThan(0);
    expect(unquoted('a.ts', text.replace('`', 'shell`'))).toEqual([]);
  });
});
