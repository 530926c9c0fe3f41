/** `dnn ui --export`: the page as static files, and whose files it leaves alone. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { exportSite } from '../../src/cli/ui/site-export.js';
import { pageFiles } from '../../src/serve/ui/site.js';
import { sha256 } from '../../src/sha256.js';
import { expectSuccess } from '../helpers/cli.js';
import { InProcess } from '../helpers/in-process.js';
import { LINUX_NOTICE, WINDOWS_NOTICE } from '../helpers/skips.js';

const place = new InProcess();
const file = (name: string, text: string) => ({ name, bytes: Uint8Array.from(Buffer.from(text)) });
const OLD = [file('index.html', 'old'), file('page.js', 'old page'), file('data/points.json', '[]')];
const NEW = [file('index.html', 'new'), file('page.js', 'new page'), file('worker.js', 'worker')];
const names = () => readdirSync(place.at('site'), { recursive: true, encoding: 'utf8' }).sort();
const text = (name: string) => readFileSync(place.at(join('site', name)), 'utf8');

describe('dnn ui --export', () => {
  it('writes the files of the page, which know that nobody answers', async () => {
    expectSuccess(await place.dnn(['ui', '--export', 'page']));
    for (const { name, bytes } of pageFiles())
      expect(Buffer.from(bytes).equals(readFileSync(place.at(join('page', name))))).toBe(true);
    expect(readFileSync(place.at('page/index.html'), 'utf8')).toContain(
      '<meta name="dnn-server" content="none">',
    );
  });

  it('takes a model with it, checked', async () => {
    expectSuccess(await place.dnn(['train', '--data', 'moons', '--layers', '2,3,1', '--iterations', '5']));
    expectSuccess(await place.dnn(['ui', '--export', 'with', '--model', 'model.json']));
    expect(readFileSync(place.at('with/model.json'))).toEqual(readFileSync(place.at('model.json')));
    expect(readFileSync(place.at('with/index.html'), 'utf8')).toContain(
      '<meta name="dnn-model" content="model.json">',
    );
    place.write('broken.json', '{}');
    await place.refuses(['ui', '--export', 'other', '--model', 'broken.json'], 4, ['broken.json']);
    expect(existsSync(place.at('other'))).toBe(false);
  });

  it('says which options do nothing beside it', async () => {
    const { stderr } = await place.dnn(['ui', '--export', 'page', '--port', '9000']);
    expect(stderr).toContain('--port 9000 has no effect with --export');
  });

  it.skipIf(process.platform !== 'linux')(
    `names the directory where it may make none${LINUX_NOTICE}`,
    async () => {
      const { stderr } = await place.refuses(['ui', '--export', '/proc/page'], 7, [
        'cannot write file /proc/page: ',
      ]);
      expect(stderr).not.toContain('partial');
    },
  );

  it('refuses a directory with files of somebody else, and a file', async () => {
    place.write('mine/notes.txt', 'mine');
    await place.refuses(['ui', '--export', 'mine'], 2, ['files that dnn did not write', 'empty directory']);
    await place.refuses(['ui', '--export', 'mine/notes.txt'], 2, ['it is a file']);
  });
});

describe('a list of files that is none', () => {
  it.each([
    'null',
    '{}',
    'x',
    '{"format":"dnn-site"}',
    '{"format":"dnn-site","files":null}',
    '{"format":"dnn-site","files":["page.js"]}',
    '{"format":"dnn-site","files":{"page.js":7}}',
    '{"format":"dnn-site","files":{"page.js":[7]}}',
  ])('%s makes no export of a directory', async (list) => {
    place.write('strange/dnn-site.json', list);
    await place.refuses(['ui', '--export', 'strange'], 2, ['files that dnn did not write']);
    expect(readdirSync(place.at('strange'))).toEqual(['dnn-site.json']);
  });

  it('that names a file outside has it left alone', () => {
    const digest = sha256([OLD[1].bytes]);
    place.write(
      'near/dnn-site.json',
      JSON.stringify({ format: 'dnn-site', files: { '../near-too/a': [digest] } }),
    );
    place.write('near-too/a', 'old page');
    exportSite(place.at('near'), NEW, '2');
    expect(readFileSync(place.at('near-too/a'), 'utf8')).toBe('old page');
  });
});

describe('an export over an earlier one', () => {
  beforeEach(() => {
    rmSync(place.at('site'), { recursive: true, force: true });
    exportSite(place.at('site'), OLD, '1');
  });

  it('replaces its files, removes those that the page has no more, and leaves others alone', () => {
    place.write('site/CNAME', 'example.org');
    exportSite(place.at('site'), NEW, '2');
    expect(names()).toEqual(['CNAME', 'data', 'dnn-site.json', 'index.html', 'page.js', 'worker.js']);
    expect([text('index.html'), text('page.js')]).toEqual(['new', 'new page']);
  });

  it('goes on where one was killed', () => {
    const list = text('dnn-site.json');
    exportSite(place.at('site'), NEW, '2');
    const both = JSON.parse(text('dnn-site.json'));
    for (const [name, digests] of Object.entries<string[]>(JSON.parse(list).files))
      both.files[name] = [...(both.files[name] ?? []), ...digests];
    writeFileSync(place.at('site/dnn-site.json'), JSON.stringify(both));
    writeFileSync(place.at('site/page.js'), 'old page');
    exportSite(place.at('site'), NEW, '2');
    expect(text('page.js')).toBe('new page');
  });

  it('refuses where a file was changed, before it touches any', () => {
    place.write('site/page.js', 'mine now');
    expect(() => exportSite(place.at('site'), NEW, '2')).toThrow(/page\.js: it is not as dnn wrote it/);
    expect([text('index.html'), text('page.js')]).toEqual(['old', 'mine now']);
  });

  it.skipIf(process.platform === 'win32')(`follows no link${WINDOWS_NOTICE}`, () => {
    place.write('outside', 'mine');
    rmSync(place.at('site/page.js'));
    symlinkSync(place.at('outside'), place.at('site/page.js'));
    expect(() => exportSite(place.at('site'), NEW, '2')).toThrow(/no file that dnn wrote/);
    expect(readFileSync(place.at('outside'), 'utf8')).toBe('mine');
  });

  it('leaves nothing behind where a new one cannot be written', () => {
    mkdirSync(place.at('there'), { recursive: true });
    const bad = [...NEW, file(`${'x'.repeat(300)}.js`, '')];
    expect(() => exportSite(place.at('there/site'), bad, '2')).toThrow(/too long/);
    expect(readdirSync(place.at('there'))).toEqual([]);
  });
});
