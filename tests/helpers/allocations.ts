/** Allocations that fail: typed arrays and buffers whose making is counted, and refused as an engine without memory does. */

const ARRAYS = [
  ...['Uint8Array', 'Int8Array', 'Uint16Array', 'Int16Array', 'Uint32Array', 'Int32Array'],
  ...['Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array'],
] as const;
const BUFFERS = ['alloc', 'allocUnsafe', 'allocUnsafeSlow', 'concat'] as const;

type Table = Record<string, unknown>;
type Maker = new (...args: unknown[]) => unknown;

/**
 * Runs `work` with the `failing`-th allocation refused (none for 0), and returns how many were asked for. Views of memory
 * that is there already are none.
 */
export async function withFailingAllocation(failing: number, work: () => unknown): Promise<number> {
  let count = 0;
  const ask = () => {
    count++;
    if (count === failing) throw new RangeError('Array buffer allocation failed');
  };
  const restore = [
    ...ARRAYS.map((name) => countArrays(name, ask)),
    ...BUFFERS.map((name) => countBuffers(name, ask)),
  ];
  try {
    await work();
  } finally {
    for (const each of restore) each();
  }
  return count;
}

function countArrays(name: string, ask: () => void): () => void {
  const table = globalThis as unknown as Table;
  const original = table[name] as Maker;
  const counting: Maker = new Proxy(original, {
    construct(target, args: unknown[], newTarget) {
      if (!(args[0] instanceof ArrayBuffer || args[0] instanceof SharedArrayBuffer)) ask();
      return Reflect.construct(target, args, newTarget === counting ? target : newTarget) as object;
    },
  });
  table[name] = counting;
  return () => {
    table[name] = original;
  };
}

function countBuffers(name: (typeof BUFFERS)[number], ask: () => void): () => void {
  const table = Buffer as unknown as Table;
  const original = table[name] as (...args: unknown[]) => unknown;
  table[name] = (...args: unknown[]) => {
    ask();
    return original.apply(Buffer, args);
  };
  return () => {
    table[name] = original;
  };
}
