/** Documents: their relative links and the files that they name exist, and they install no other package. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  'datasets/README.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    // docs/api is made from the others.
    .filter((name) => name.endsWith('.md') && !name.startsWith('api'))
    .map((name) => join('docs', name)),
];

it.each(DOCUMENTS)('the relative links of %s lead to files and headings', (path) => {
  const links = [...readFileSync(path, 'utf8').matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link);
  const broken = links.filter((link) => !/^[a-z]+:/.test(link) && !leadsSomewhere(path, link));
  expect(broken).toEqual([]);
});

it.each(DOCUMENTS)('the source files that %s names exist', (path) => {
  const named = readFileSync(path, 'utf8').match(
    /(?<![\w/])(?:src|tests|scripts|bench|tools)\/[\w./-]+\.\w+/g,
  );
  expect((named ?? []).filter((file) => !file.includes('NAME') && !existsSync(file))).toEqual([]);
});

// The registry's unscoped dnn is somebody else's package.
it.each([...DOCUMENTS, 'CHANGELOG.md'])('%s installs and imports no package of another name', (path) => {
  const text = readFileSync(path, 'utf8');
  expect(text.match(/npm (i|install|add) dnn\b.*|from 'dnn\b.*|node_modules\/dnn\b.*/g) ?? []).toEqual([]);
});

it('each formula of the course is listed once in its section', () => {
  for (const section of readFileSync('docs/COURSE.md', 'utf8').split(/^## /m)) {
    const topics = [...section.matchAll(/^\| ([^|]+?) \|/gm)].map(([, topic]) =>
      topic.replace(/ \(.*| N×N.*|, .*/, ''),
    );
    const rows = topics.filter((topic) => !/^-+$|^what$|^`/.test(topic));
    expect(rows).toEqual([...new Set(rows)]);
  }
});

function leadsSomewhere(path: string, link: string): boolean {
  const [file, heading] = link.split('#', 2);
  const target = file === '' ? path : join(dirname(path), file);
  if (!existsSync(target)) return false;
  if (heading === undefined) return true;
  const headings = [...readFileSync(target, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, text]) => anchor(text));
  return headings.includes(heading);
}

/** The anchor that GitHub gives a heading. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .replace(/\s/g, '-');
}
