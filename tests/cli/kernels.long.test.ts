/** Batch queues limit addresses (`ulimit -v`), under which the kernels may not start: never silently other bits. */
import { beforeAll, describe, expect, it } from 'vitest';
import { expectSuccess, type Result, toyArrays, Workspace } from '../helpers/cli.js';
import { WINDOWS_NOTICE } from '../helpers/skips.js';

const place = new Workspace();
const TRAIN = 'train --data toy.h5 --layers auto,5,auto --iterations 5';
const WARNING = /^Warning: the WebAssembly kernels get no memory: .*ulimit -v.*Plain loops compute instead/m;
/** Kilobytes with which Node.js 20 to 26 start. */
const LIMITS = [2_000_000, 4_000_000];

/** Runs `dnn` where the process may reserve so many kilobytes of addresses. */
function limited(kilobytes: number, words: string, env = {}): Promise<Result> {
  return place.shell(`ulimit -v ${kilobytes}; $DNN ${words}`, env);
}

async function kernelsOf(model: string): Promise<{ kernels: string; sha256: string }> {
  const { stdout } = await place.dnn(['inspect', model, '--json']);
  const { kernels, sha256 } = JSON.parse(stdout).training;
  return { kernels, sha256 };
}

beforeAll(async () => {
  await place.writeHdf5('toy.h5', toyArrays());
  for (const backend of ['wasm', 'js']) {
    expectSuccess(await place.dnn(`${TRAIN} --backend ${backend} --out ${backend}.json`.split(' ')));
  }
});

describe.skipIf(WINDOWS_NOTICE !== '')(`under ulimit -v${WINDOWS_NOTICE}`, () => {
  it.each(LIMITS)(
    'of %d kB a run warns and records that loops computed, or has the bits of the kernels',
    async (limit) => {
      const result = await limited(limit, `${TRAIN} --name run-${limit} --log-format json`);
      expectSuccess(result);
      const start = JSON.parse(result.stdout.split('\n')[0]);
      expect(start.event).toBe('start');
      const { kernels, sha256 } = await kernelsOf(`runs/run-${limit}/model.json`);
      expect(kernels).toBe(start.kernels);
      expect(sha256).toBe((await kernelsOf(`${kernels}.json`)).sha256);
      expect(WARNING.test(result.stderr)).toBe(kernels === 'js');
      expect(start.fallback !== undefined).toBe(kernels === 'js');
      const [run] = JSON.parse((await place.dnn(['ls', '--json'])).stdout).filter(
        ({ name }: { name: string }) => name === `run-${limit}`,
      );
      expect(run.kernels).toBe(kernels);
    },
  );

  it.each(LIMITS)(
    'of %d kB --backend wasm gives the bits of the kernels or one error, exit 2',
    async (limit) => {
      const result = await limited(limit, `${TRAIN} --backend wasm --out limited.json`);
      if (result.code === 0) expect(await kernelsOf('limited.json')).toEqual(await kernelsOf('wasm.json'));
      else {
        expect(result.code, result.stderr).toBe(2);
        expect(result.stderr).toMatch(/^Error: --backend wasm: the WebAssembly kernels get no memory: /m);
        expect(result.stderr).toMatch(/NODE_OPTIONS=--disable-wasm-trap-handler/);
      }
    },
  );

  it.each(LIMITS)('of %d kB the hint of the warning lets the kernels start', async (limit) => {
    const env = { NODE_OPTIONS: '--disable-wasm-trap-handler' };
    const result = await limited(limit, `${TRAIN} --out hint.json`, env);
    expectSuccess(result);
    expect(result.stderr).not.toMatch(/Warning/);
    expect(await kernelsOf('hint.json')).toEqual(await kernelsOf('wasm.json'));
  });

  it('every command that computes warns where a run does', async () => {
    const doesFallBack = WARNING.test((await limited(LIMITS[0], `${TRAIN} --out any.json`)).stderr);
    for (const words of [
      'evaluate --model wasm.json --data toy.h5',
      'report wasm.json --data toy.h5 --out page.html',
      'gradcheck --layers 4,3,1',
      `${TRAIN} --explain`,
    ]) {
      const result = await limited(LIMITS[0], words);
      expectSuccess(result);
      expect(WARNING.test(result.stderr), words).toBe(doesFallBack);
    }
  });

  it('a run of the kernels does not go on by loops', async () => {
    const words = `${TRAIN} --backend wasm --checkpoint-every 2 --out kept.json`;
    expectSuccess(await place.dnn(words.split(' ')));
    const { code, stderr } = await place.dnn('train --resume kept.checkpoint --backend js'.split(' '));
    expect([code, stderr]).toEqual([2, expect.stringMatching(/computed with wasm, which rounds otherwise/)]);
  });
});
