import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM_NOTICE, inBrowser } from './helpers/chromium.js';
import { expectSuccess, Workspace } from './helpers/cli.js';

const TEXT = readFileSync('docs/INTEROPERABILITY.md', 'utf8');
const place = new Workspace();

/** The only block of `language` that contains `word`. */
function example(language: string, word: string): string {
  const blocks = [...TEXT.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].filter(
    ([, name, code]) => name === language && code.includes(word),
  );
  expect(blocks, `${language} blocks with ${word}`).toHaveLength(1);
  return blocks[0][2];
}

beforeAll(async () => {
  for (const name of ['datasets', 'node_modules/onnxruntime-node', 'node_modules/onnxruntime-common']) {
    mkdirSync(place.at('node_modules'), { recursive: true });
    symlinkSync(resolve(name), place.at(name));
  }
  mkdirSync(place.at('node_modules/@l-layer'));
  symlinkSync(resolve('.'), place.at('node_modules/@l-layer/dnn'));
  expectSuccess(await place.dnn(['train', '--iterations', '300']));
  for (const format of ['onnx', 'npz', 'safetensors', 'keras', 'mjs']) {
    expectSuccess(await place.dnn(['export', '--to', format]));
  }
});

async function answersOf(file: string): Promise<number[]> {
  const { stdout } = await place.dnn(['predict', file, '--json']);
  return (JSON.parse(stdout) as [{ probabilities: number[] }])[0].probabilities;
}

describe('the examples give the probabilities of dnn', () => {
  it.skipIf(CHROMIUM_NOTICE !== '')(`the page, in Chromium${CHROMIUM_NOTICE}`, async () => {
    cpSync('datasets/samples/cat.png', place.at('cat.png'));
    const files: Record<string, [type: string, body: string | Buffer]> = {
      '/': ['text/html', example('html', 'predict')],
      '/model.mjs': ['text/javascript', readFileSync(place.at('model.mjs'))],
      '/cat.png': ['image/png', readFileSync(place.at('cat.png'))],
    };
    const server = createServer(({ url = '/' }, response) => {
      const [type, body] = files[url] ?? ['text/plain', ''];
      response.writeHead(url in files ? 200 : 404, { 'content-type': type }).end(body);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    try {
      const title = await inBrowser(async (page) => {
        await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
        await page.waitForFunction('document.title !== ""');
        return page.title();
      });
      const [, p] = /^non-cat \d\.\d\d, cat (\d\.\d\d)$/.exec(title) ?? [];
      // The browser resizes in its own way.
      const [, own] = await answersOf('cat.png');
      expect(Math.abs(Number(p) - own), title).toBeLessThan(0.1);
    } finally {
      server.close();
    }
  });
});
