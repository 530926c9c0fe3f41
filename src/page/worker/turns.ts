/** Pauses of a long computation, in which the worker's messages have their turn. */

/** Waits so many milliseconds. */
export function rest(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

const { port1, port2 } = new MessageChannel();

/** Waits for the messages that are there, and no longer: timers would wait 4 ms. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    port1.addEventListener('message', () => resolve(), { once: true });
    port1.start();
    port2.postMessage(undefined);
  });
}
