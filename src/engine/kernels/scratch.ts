/** Memory of this instance, one a thread, for what a kernel packs; kernels use it one after another. */

export let scratch: usize = 0;

export function useScratch(address: usize): void {
  scratch = address;
}
