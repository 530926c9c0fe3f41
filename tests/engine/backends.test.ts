import { afterEach, describe, expect, it } from 'vitest';
import { createBackend } from '../../src/engine/backends.js';
import { dnnError } from '../helpers/errors.js';

const { Memory, Instance } = WebAssembly;
type Asked = ConstructorParameters<typeof Memory>[0];

/** Has every memory of WebAssembly made by `make`, which is given what was asked for. */
function replaceMemory(make: (asked: Asked) => WebAssembly.Memory): void {
  WebAssembly.Memory = new Proxy(Memory, { construct: (_, [asked]) => make(asked) });
}

const refuse = () => {
  throw new RangeError('WebAssembly.Memory(): could not allocate memory');
};

afterEach(() => {
  Object.assign(WebAssembly, { Memory, Instance });
});

describe('createBackend', () => {
  it('with auto takes the plain loops where the kernels get no memory, and tells why', () => {
    replaceMemory(refuse);
    const { name, fallback } = createBackend('auto', 'float64');
    expect(name).toBe('js');
    expect(fallback).toMatch(
      /^the WebAssembly kernels get no memory: .* \(ulimit -v\)\. .*NODE_OPTIONS=--disable-wasm-trap-handler\.$/,
    );
  });

  it('with auto tells of any other reason too', () => {
    WebAssembly.Instance = new Proxy(Instance, { construct: refuse });
    const { name, fallback } = createBackend('auto', 'float32');
    expect([name, fallback]).toEqual([
      'js',
      expect.stringMatching(/^the WebAssembly kernels do not start: /),
    ]);
  });

  it('with wasm refuses to start without memory: usage, and what to do', () => {
    replaceMemory(refuse);
    const { option, message, hint } = dnnError('usage', () => createBackend('wasm', 'float64'));
    expect(option).toMatchObject({ name: 'backend', value: 'wasm' });
    expect(message).toMatch(/^--backend wasm: the WebAssembly kernels get no memory: /);
    expect(hint).toMatch(/NODE_OPTIONS=--disable-wasm-trap-handler\. With --backend js /);
  });

  it('has nothing to tell where the kernels run, or js was asked for', () => {
    expect(createBackend('auto', 'float64').name).toBe('wasm');
    for (const name of ['auto', 'wasm', 'js'] as const) {
      expect(createBackend(name, 'float64').fallback).toBeUndefined();
    }
  });

  it('reserves addresses for the memory that is expected, and 4 GiB at most', () => {
    const asked: number[] = [];
    replaceMemory((descriptor) => {
      asked.push(((descriptor.maximum as number) * 65536) / 2 ** 20);
      return new Memory(descriptor);
    });
    for (const memory of [0, 100 * 2 ** 20, 2 ** 40, undefined]) createBackend('auto', 'float64', { memory });
    expect(asked.map((mib) => Math.floor(mib))).toEqual([64, 264, 4096, 4096]);
  });

  it('says what a run needs where its memory may not grow so far', () => {
    const backend = createBackend('wasm', 'float64', { memory: 0 });
    expect(() => backend.zeros(10_000, 1000)).toThrow(
      /^the matrices of this run need 7\d MiB of WebAssembly memory, more than this process may take$/,
    );
    expect(() => backend.zeros(1000, 1_000_000)).toThrow(/exceed the 4 GiB/);
  });
});
