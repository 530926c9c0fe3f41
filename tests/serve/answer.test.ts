/** Long answers: the bytes of short ones, and bounded, each and all together until they are sent. */
import { describe, expect, it } from 'vitest';
import { randomModel } from '../helpers/models.js';
import { served } from '../helpers/served.js';

/** The largest body: an answer may have 8 times as many bytes, and all of them between them 16 times. */
const BODY_BYTES = 2 ** 16;
const rowsOf = (count: number) => new Array(count).fill([1, 2, 3]);
/** A body of `count` rows to both kinds of prediction. */
const KINDS = {
  '/predict': (count: number) => JSON.stringify(rowsOf(count)),
  '/v2/models/points/infer': (count: number) =>
    JSON.stringify({
      inputs: [{ name: 'x', datatype: 'FP64', shape: [count, 3], data: rowsOf(count).flat() }],
    }),
} as const;
/** Rows whose answer has more than 250,000 bytes by both. */
const LONG = { '/predict': 3000, '/v2/models/points/infer': 6000 } as const;

function server() {
  return served({ points: randomModel() }, { bodyBytes: BODY_BYTES });
}

describe.each(Object.keys(KINDS) as (keyof typeof KINDS)[])('%s', (path) => {
  const ask = ({ post }: ReturnType<typeof server>, count: number) => post(path, KINDS[path](count));

  it('has the elements of a short answer in a long one, and says its length', async () => {
    const own = server();
    const response = await ask(own, LONG[path]);
    const text = await response.text();
    expect(text.length).toBeGreaterThan(250_000);
    expect(response.headers.get('content-length')).toBe(String(Buffer.byteLength(text)));
    const [short, long] = [await (await ask(own, 1)).json(), JSON.parse(text)];
    if (path === '/predict') {
      const [element] = short as object[];
      expect(long).toEqual(rowsOf(LONG[path]).map((_, i) => ({ ...element, id: i + 1 })));
    } else
      for (const [i, { data }] of (short as { outputs: { data: unknown[] }[] }).outputs.entries())
        expect(long.outputs[i].data).toEqual(new Array(LONG[path]).fill(data).flat());
  });

  it('refuses an answer over its bound with 413, and goes on', async () => {
    const own = server();
    const response = await ask(own, 2.5 * LONG[path]);
    expect([response.status, await response.json()]).toEqual([
      413,
      { error: 'the answer has more than 524288 bytes', hint: 'Send it in parts.' },
    ]);
    for (let i = 0; i < 5; i++) expect((await (await ask(own, LONG[path])).text()).length).toBeGreaterThan(1);
  });

  it('refuses what is too much with those that are not yet sent, until they are or nobody reads them', async () => {
    const own = server();
    const held = [await ask(own, LONG[path])];
    while (held.length < 4 && held.at(-1)?.status === 200) held.push(await ask(own, LONG[path]));
    expect(held.at(-1)?.status).toBe(503);
    expect(held.at(-1)?.headers.get('retry-after')).toBe('1');
    expect((await ask(own, 10)).status).toBe(200);
    await held[0].text();
    const next = await ask(own, LONG[path]);
    expect(next.status).toBe(200);
    expect((await ask(own, LONG[path])).status).toBe(503);
    await next.body?.cancel();
    expect((await ask(own, LONG[path])).status).toBe(200);
  });
});
