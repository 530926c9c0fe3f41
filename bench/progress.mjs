/** Reports the progress of the bench on stderr, so that stdout holds results only. */

/** @param {string} message */
export function progress(message) {
  process.stderr.write(`bench: ${message}\n`);
}
