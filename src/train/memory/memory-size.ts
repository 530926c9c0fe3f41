/** Amounts of memory, as `--max-memory` has them and as messages do. */

/** 1024 to the power of… */
const POWERS = { K: 1, M: 2, G: 3, T: 4 } as const;

export const MEMORY_FORMS = 'a size such as 512M or 2G, or a share such as 50%';

/** An amount of memory. */
export interface MemorySize {
  /** As it was written. */
  readonly text: string;
  /** Its bytes on a machine that offers so many: a share is one of those. */
  bytesOf(offered: number): number;
}

/** Reads `512M`, `1.5GiB` or `50%`; undefined if `text` is no amount of memory. */
export function parseMemory(text: string): MemorySize | undefined {
  const [, digits, unit] = /^(\d+(?:\.\d+)?) ?(%|[KMGT])(?:i?B)?$/i.exec(text.trim()) ?? [];
  const value = Number(digits);
  if (digits === undefined || !(value > 0)) return undefined;
  if (unit === '%') {
    const isShare = value <= 100 && !/b$/i.test(text);
    return isShare ? { text: text.trim(), bytesOf: (offered) => (value / 100) * offered } : undefined;
  }
  const bytes = value * 1024 ** POWERS[unit.toUpperCase() as keyof typeof POWERS];
  return Number.isFinite(bytes) ? { text: text.trim(), bytesOf: () => bytes } : undefined;
}

/** `3221225472` → `3 GiB` */
export function memoryText(bytes: number): string {
  const power = bytes < 2 ** 30 ? 2 : 3;
  return `${Number((bytes / 1024 ** power).toPrecision(3))} ${power === 2 ? 'MiB' : 'GiB'}`;
}
