/** Foreign text in front of people: nothing of it is hidden, starts a line, or is too long to read. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DnnError } from '../src/errors.js';
import { errorEvent } from '../src/report/terminal/jsonl.js';
import { csvRows, jsonArray } from '../src/report/terminal/predictions.js';
import { table } from '../src/report/terminal/table.js';
import { wrap } from '../src/report/terminal/wrap.js';
import {
  brief,
  hasHidden,
  listed,
  listedApart,
  shortened,
  visible,
  withoutPasswords,
} from '../src/visible.js';
import { HIDDEN, hostileText } from './helpers/hostile-names.js';

describe('a password in an address', () => {
  it.each([
    ['redis://:secret@h:6379', 'redis://:***@h:6379'],
    ['at redis://me:secret@h/0: refused', 'at redis://me:***@h/0: refused'],
    ['postgres://me:se:cr/et@h@host/db', 'postgres://me:***@host/db'],
    ['rediss://h?password=secret&db=1', 'rediss://h?password=***&db=1'],
    ["'redis://me:secret@a' and 'redis://me:secret@b'", "'redis://me:***@a' and 'redis://me:***@b'"],
    ['postgres://h/db?sslpassword=secret&a=1', 'postgres://h/db?sslpassword=***&a=1'],
    ['redis://h?a=1&sentinelPassword=secret', 'redis://h?a=1&sentinelPassword=***'],
    ['https://host:8080/a', 'https://host:8080/a'],
    ['me@host: no', 'me@host: no'],
    ['http://host/a,redis://me:secret@h', 'http://host/a,redis://me:***@h'],
  ])('%s is shown as %s', (text, shown) => {
    expect(withoutPasswords(text)).toBe(shown);
    const error = new DnnError('io', text, text, { details: [text] });
    expect([error.message, error.hint, ...error.lines]).toEqual([
      `${shown}\n  ${shown}`,
      shown,
      shown,
      shown,
    ]);
  });

  it.each(['x', '://', 'a://b:', 'a:/@', '@', '?', '?pass', '&a'])(
    'is looked for once in a text of 300,000 times "%s"',
    (part) => {
      // Steps that grow with the square of the length would take minutes.
      expect(withoutPasswords(part.repeat(300_000)).length).toBeGreaterThan(4);
    },
  );
});

describe('visible', () => {
  it('escapes controls, half characters, separators and marks of direction', () => {
    expect(visible('a\nb\tc\r\u001b[2J\u007f\u009b\u061c\u200e\u200f\u2028\u2029')).toBe(
      'a\\nb\\tc\\r\\u001b[2J\\u007f\\u009b\\u061c\\u200e\\u200f\\u2028\\u2029',
    );
    expect(visible('\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ud800')).toBe(
      '\\u202a\\u202b\\u202c\\u202d\\u202e\\u2066\\u2067\\u2068\\u2069\\ud800',
    );
    expect(visible('Käse, 猫 and 👩‍🚀 in עברית')).toBe('Käse, 猫 and 👩‍🚀 in עברית');
  });

  it('leaves nothing hidden, and JSON its value', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(visible(text)).not.toMatch(HIDDEN);
        expect(hasHidden(visible(text))).toBe(false);
        expect(JSON.parse(visible(JSON.stringify({ [text]: text })))).toEqual({ [text]: text });
      }),
    );
  });
});

describe('a text of megabytes', () => {
  const long = `${'😀'.repeat(1_000_000)} name`;

  it('is cut to what a person can read, between characters', () => {
    expect(brief(long)).toBe(`${'😀'.repeat(100)}…`);
    expect(brief(`a${long}`)).toBe(`a${'😀'.repeat(99)}…`);
    expect(shortened(`${long} is no file`, 2000)).toBe(`${'😀'.repeat(100)}… name is no file`);
  });

  it('keeps the beginning and the end of a message, which say what is wrong', () => {
    const cut = shortened(`cannot read ${'a b '.repeat(1_000_000)}: no such file`, 500);
    expect(cut.length).toBeLessThanOrEqual(500);
    expect(cut).toMatch(/^cannot read a b .* … .* : no such file$/);
  });

  it('widens no table', () => {
    const lines = table([['class', 'n', 'xs'], [long, 1, 2], ...Array(400).fill(['k', 1, 2])]);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(500);
    expect(
      table([
        ['n', long],
        [1, 2],
      ]).join('').length,
    ).toBeLessThan(1000);
  });
});

describe('what composes lines', () => {
  it('keeps a name within its line: tables on terminals of any width, wrapped prose', () => {
    const columns = fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 10, max: 120 }));
    fc.assert(
      fc.property(hostileText, hostileText, columns, (name, last, width) => {
        const lines = [
          ...table(
            [
              ['class', 'n', last],
              [name, 1, last],
            ],
            width,
          ),
          ...wrap(`a ${name}: b`, width),
        ];
        for (const line of lines) expect(line).not.toMatch(HIDDEN);
      }),
    );
    expect(table([['class'], ['cat\nError: gone']])).toEqual(['class', 'cat\\nError: gone']);
    expect(wrap('model cat\nError: gone', Number.POSITIVE_INFINITY)).toEqual(['model cat\\nError: gone']);
  });

  it('round-trips names in JSON and CSV', () => {
    fc.assert(
      fc.property(hostileText, (name) => {
        const prediction = { class: 0, label: name, probability: 1, probabilities: [1, 0] };
        const object = jsonArray('file').row(prediction, name);
        expect(object).not.toMatch(HIDDEN);
        expect(JSON.parse(object)).toEqual({ file: name, ...prediction });
        const row = csvRows(['a', 'b']).row(prediction, name);
        const cell = /^"((?:[^"]|"")*)"|^[^,\n]*/.exec(row) as RegExpExecArray;
        expect((cell[1]?.replaceAll('""', '"') ?? cell[0]).replace(/^'/, '')).toBe(name);
      }),
    );
  });

  it('gives programs the message of an error with its details, as it is', () => {
    const error = new DnnError('io', 'no mirror of a\u202eb', 'Try again.', {
      details: ['x: 404', 'y\nz: 500'],
    });
    expect(error.message).toBe('no mirror of a\u202eb\n  x: 404\n  y\nz: 500');
    expect(errorEvent(error)).toEqual({
      event: 'error',
      code: 'io',
      message: error.message,
      hint: 'Try again.',
    });
  });
});

describe('CSV for a spreadsheet', () => {
  const row = (file: string, label = 'cat') =>
    csvRows(['non-cat', 'cat']).row({ class: 1, label, probability: 0.5, probabilities: [-0.5, 0.5] }, file);

  it.each(['=1+1', '+1+1', '-1+1', '@SUM(A1)', '\tx', '\rx', '\nx'])(
    'does not run a file called %j',
    (name) => {
      const cell = /[\r\n]/.test(name) ? `"'${name}"` : `'${name}`;
      expect(row(name)).toBe(`${cell},1,cat,0.5,-0.5,0.5\n`);
      expect(row('a.png', name)).toBe(`a.png,1,${cell},0.5,-0.5,0.5\n`);
    },
  );

  it('is the name again without the first quote', () => {
    expect(row("'=1", "'")).toBe("''=1,1,'',0.5,-0.5,0.5\n");
  });

  it('leaves numbers alone, and names that no spreadsheet runs', () => {
    expect(row('-1', '+2.5')).toBe('-1,1,+2.5,0.5,-0.5,0.5\n');
    expect(row('a=b', "it's -1")).toBe("a=b,1,it's -1,0.5,-0.5,0.5\n");
  });
});

describe('lists of names in messages', () => {
  const names = (count: number) => Array.from({ length: count }, (_, i) => `n${i}`);

  it('are whole up to ten, of more the first nine', () => {
    expect(listed(names(10))).toBe('n0, n1, n2, n3, n4, n5, n6, n7, n8, n9');
    expect(listed(names(20_000))).toBe('n0, n1, n2, n3, n4, n5, n6, n7, n8, …');
    expect(listed(['x'.repeat(1e6), 'y']).length).toBeLessThan(70);
  });

  it('that differ far behind show where', () => {
    const [a, b] = listedApart(names(5000), [...names(4000), 'other', 'last']);
    expect(a).toBe('…, n4000, n4001, n4002, n4003, n4004, n4005, n4006, n4007, n4008, …');
    expect(b).toBe('…, other, last');
    expect(listedApart(['a', 'b'], ['a', 'c'])).toEqual(['a, b', 'a, c']);
  });
});
