import { readFileSync } from 'node:fs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Address } from '../../../src/engine/wasm/arena.js';
import { kernelModule } from '../../../src/engine/wasm/kernel-module.js';
import type { Kernels } from '../../../src/engine/wasm/kernels.js';

const { SIGNATURES, signatures } = await import('../../../scripts/kernels.mjs' as string);

describe("the kernels' signatures", () => {
  it('are those of the sources: run npm run build after a change', () => {
    expect(readFileSync(SIGNATURES, 'utf8')).toBe(signatures());
  });

  it.each(['float64', 'float32'] as const)('name the exports of the module for %s', (dtype) => {
    const { exports } = WebAssembly.Module as unknown as { exports(module: object): { name: string }[] };
    const names = exports(kernelModule(dtype)).map(({ name }) => name);
    const declared = [...signatures().matchAll(/^ {2}(\w+)\(/gm)].map(([, name]) => name);
    expect(names.sort()).toEqual(declared.sort());
  });

  it('tell addresses from other numbers, so that swapped arguments do not compile', () => {
    expectTypeOf<Parameters<Kernels['addScaled']>>().toEqualTypeOf<[number, Address, number, Address]>();
    expectTypeOf<[number, number, Address, Address]>().not.toExtend<Parameters<Kernels['addScaled']>>();
  });
});
