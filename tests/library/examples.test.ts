/** Runs the TypeScript of the documents, which must print what its comments say. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openDataset } from '../../src/data/open.js';
import { saveModel } from '../../src/model/file/save.js';
import { createModel } from '../../src/model/model.js';
import { predictRows } from '../../src/model/predict-rows.js';
import { defaultTrainingOptions } from '../../src/train/options/options.js';
import { CHURN_ROW, churnModel } from '../helpers/churn-model.js';
import { Consumer } from '../helpers/consumer.js';
import { codeBlocks } from '../helpers/documents.js';
import { runTraining } from '../helpers/runs.js';

const EXAMPLES = ['README.md', 'docs/LIBRARY.md'].flatMap((document) =>
  codeBlocks(document, 'node').map((code, i) => ({ name: `${document}, example ${i + 1}`, code })),
);

/** True for an example that runs until it is ended. */
const isServer = (code: string) => code.includes('createServer');
const consumer = new Consumer();

describe('the examples', () => {
  beforeAll(async () => {
    // The examples expect a model of 1,000 iterations and a picture.
    const dataset = await openDataset('demo-cats');
    const options = { ...defaultTrainingOptions(), iterations: 1000 };
    saveModel(
      join(consumer.path, 'model.json'),
      createModel(dataset, options, await runTraining(dataset, options)),
    );
    copyFileSync('datasets/samples/cat.png', join(consumer.path, 'cat.png'));
    saveModel(join(consumer.path, 'churn.json'), await churnModel());
  });

  it.each(EXAMPLES.filter(({ code }) => !isServer(code)))('$name', ({ code }) => {
    const { status, stdout, stderr } = consumer.run('example', code);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const promised = [...code.matchAll(/\/\/ prints (.*)$/gm)].map(([, line]) => line);
    expect(stdout.split('\n').filter((line) => promised.includes(line))).toEqual(promised);
  });

  it('answer rows of JSON as a server', async () => {
    const [{ code }] = EXAMPLES.filter((example) => isServer(example.code));
    const port = await freePort();
    const env = { ...process.env, PORT: String(port) };
    const child = spawn(process.execPath, [consumer.script('server', code)], { cwd: consumer.path, env });
    try {
      const post = async (body: string) => {
        const response = await answered(`http://127.0.0.1:${port}`, body);
        return [response.status, await response.json()];
      };
      const model = await churnModel();
      expect(await post(JSON.stringify([CHURN_ROW]))).toEqual([200, predictRows(model, [CHURN_ROW])]);
      const unseen = JSON.stringify([{ ...CHURN_ROW, plan: 'gold' }]);
      expect(await post(unseen)).toEqual([
        400,
        { error: expect.stringContaining('row 1, column plan: gold') },
      ]);
      expect(await post('[{')).toEqual([400, { error: expect.any(String) }]);
      expect(await post(JSON.stringify(CHURN_ROW))).toEqual([400, { error: expect.any(String) }]);
    } finally {
      child.kill();
    }
  });

  it('trains in ten lines', () => {
    const [first] = codeBlocks('docs/LIBRARY.md', 'node');
    expect(first.split('\n').filter((line) => line !== '').length).toBeLessThanOrEqual(10);
  });
});

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** The answer of a server that may not listen yet. */
async function answered(url: string, body: string): Promise<Response> {
  for (;;) {
    try {
      return await fetch(url, { method: 'POST', body });
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
