import { readFileSync } from 'node:fs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Address } from '../../../src/engine/wasm/arena.js';
import { kernelModule } from '../../../src/engine/wasm/kernel-module.js';
import type { Kernels } from '../../../src/engine/wasm/kernels.js';

const { SIGNATURES, signatures } = await import('../../../scripts/kernels.mjs' as string);

const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });

describe("the kernels' signatures", () => {
  it('are those of the sources: run npm run build after a change', () => {
    expect(readFileSync(SIGNATURES, 'utf8')).toBe(signatures());
  });

  it.each([
    ['float64', 'Kernels'],
    ['float32', 'Kernels'],
    ['bytes', 'ByteKernels'],
  ] as const)('name the exports of the module %s', (module, name) => {
    const { exports } = new WebAssembly.Instance(kernelModule(module), { env: { memory } });
    const [, members] = signatures().split(`interface ${name} {`);
    const declared = [...members.split('\n}')[0].matchAll(/^ {2}(\w+)\(/gm)].map(([, kernel]) => kernel);
    expect(Object.keys(exports).sort()).toEqual(declared.sort());
  });

  it('tell addresses from other numbers, so that swapped arguments do not compile', () => {
    expectTypeOf<Parameters<Kernels['addScaled']>>().toEqualTypeOf<[number, Address, number, Address]>();
    expectTypeOf<[number, number, Address, Address]>().not.toExtend<Parameters<Kernels['addScaled']>>();
  });
});
