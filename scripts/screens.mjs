/**
 * Captures of dnn in a real terminal (tmux) as the pictures of docs/TERMINAL.md: `node scripts/screens.mjs`, after a
 * build, writes docs/images/terminal-*.svg, the same screens on a dark and on a light ground.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** A character, or the codes of a style. */
const CELLS = new RegExp(`${String.fromCharCode(27)}\\[([0-9;]*)m|(.)`, 'gu');
const CELL = { width: 8, height: 17 };
const MARGIN = 12;
/** The colours that themes give to what programs leave to them. */
const THEMES = {
  dark: { ground: '#161b22', ink: '#d7dce2', 31: '#ff7b72', 33: '#e3b341', 35: '#d2a8ff', 36: '#76e3ea' },
  light: { ground: '#ffffff', ink: '#1f2328', 31: '#cf222e', 33: '#7d4e00', 35: '#8250df', 36: '#1b7c83' },
};
const TRAIN =
  'dnn train --data digits --layers auto,24,auto --optimizer adam --lr 0.01 --iterations 400 --log-every 50';
const SCREENS = [
  { name: 'run', columns: 80, grounds: ['dark', 'light'], commands: [`${TRAIN} --validation-split 0.2`] },
  {
    name: 'narrow',
    columns: 40,
    grounds: ['dark'],
    commands: ['dnn train --iterations 800', 'dnn predict cat.png --show'],
  },
];

const directory = mkdtempSync(join(tmpdir(), 'dnn-screens-'));
try {
  cpSync('datasets/samples/cat.png', join(directory, 'cat.png'));
  for (const { name, columns, grounds, commands } of SCREENS) {
    const rows = capture(columns, commands);
    for (const ground of grounds) {
      const path = join('docs', 'images', `terminal-${name}-${ground}.svg`);
      writeFileSync(path, drawing(rows, columns, THEMES[ground], commands));
      process.stdout.write(`${path}: ${rows.length} rows\n`);
    }
  }
} finally {
  rmSync(directory, { recursive: true });
}

/** The rows that the commands leave in a terminal, with their escape sequences. */
function capture(columns, commands) {
  const tmux = (...words) =>
    execFileSync('tmux', ['-u', '-S', join(directory, 'socket'), '-f', '/dev/null', ...words], {
      encoding: 'utf8',
    });
  const script = [
    `dnn() { ${process.execPath} ${resolve('bin/dnn.js')} "$@"; }`,
    ...commands.flatMap((command) => [`printf '%s\\n' '$ ${command}'`, command]),
    'tmux wait-for -S done',
    'exec cat',
  ].join('\n');
  writeFileSync(join(directory, 'screen.sh'), script);
  const env = ['env', '-u', 'NO_COLOR', 'TERM=xterm-256color', 'COLORTERM=truecolor', 'LANG=C.UTF-8'];
  try {
    tmux(
      ...['set', '-g', 'history-limit', '5000', ';', 'new-session', '-d', '-x', String(columns), '-y', '24'],
      ...['-c', directory, ...env, 'sh', 'screen.sh'],
    );
    tmux('wait-for', 'done');
    return tmux('capture-pane', '-p', '-e', '-S', '-').trimEnd().split('\n');
  } finally {
    tmux('kill-server');
  }
}

function drawing(rows, columns, theme, commands) {
  const [width, height] = [columns * CELL.width + 2 * MARGIN, rows.length * CELL.height + 2 * MARGIN];
  const style = { ink: theme.ink, ground: theme.ground };
  const cells = rows.flatMap((row, y) => drawnRow(row, y, theme, style));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title">
<title id="title">A terminal of ${columns} columns after: ${escaped(commands.join('; '))}</title>
<style>text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}rect{shape-rendering:crispEdges}</style>
<rect width="${width}" height="${height}" rx="8" fill="${theme.ground}" stroke="#57606a"/>
${cells.join('\n')}
</svg>
`;
}

/** A row as runs of one style; half blocks as two rectangles, which no font can tear apart. */
function drawnRow(row, y, theme, style) {
  const runs = [];
  let x = 0;
  for (const [, codes, character] of row.matchAll(CELLS)) {
    if (character === undefined) {
      apply(codes, theme, style);
      continue;
    }
    const last = runs.at(-1);
    const block = character === '▀';
    if (last && last.ink === style.ink && last.ground === style.ground && last.block === block)
      last.text += character;
    else runs.push({ x, ...style, block, text: character });
    x++;
  }
  return runs.flatMap((run) => drawnRun(run, MARGIN + y * CELL.height));
}

function drawnRun({ x, ink, ground, block, text }, top) {
  const left = MARGIN + x * CELL.width;
  const width = [...text].length * CELL.width;
  if (!block) {
    if (text.trim() === '') return [];
    return `<text x="${left}" y="${top + 13}" fill="${ink}" textLength="${width}" xml:space="preserve">${escaped(text)}</text>`;
  }
  const half = CELL.height / 2;
  return [
    `<rect x="${left}" y="${top}" width="${width}" height="${half}" fill="${ink}"/>`,
    `<rect x="${left}" y="${top + half}" width="${width}" height="${half}" fill="${ground}"/>`,
  ];
}

/** Takes the codes of one sequence into the style. */
function apply(codes, theme, style) {
  const numbers = codes.split(';').map(Number);
  while (numbers.length > 0) {
    const code = numbers.shift();
    if (code === 0) Object.assign(style, { ink: theme.ink, ground: theme.ground });
    else if (code === 39) style.ink = theme.ink;
    else if (code === 49) style.ground = theme.ground;
    else if (theme[code] !== undefined) style.ink = theme[code];
    else if (code === 38 || code === 48) {
      const [, ...rgb] = numbers.splice(0, 4);
      style[code === 38 ? 'ink' : 'ground'] = `#${rgb.map((v) => v.toString(16).padStart(2, '0')).join('')}`;
    } else throw new Error(`a style that is not drawn: ${code}`);
  }
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
