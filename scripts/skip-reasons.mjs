/**
 * Vitest's reporter of skipped tests: one line for each reason, at the end. The reason stands in the title of the
 * test or of what is around it: `(SKIPPED: why; what has it run)`.
 */
const REASON = /\(SKIPPED: (.*?)\)(?: |$)/;

export default class SkipReasons {
  onTestRunEnd(modules) {
    const counts = new Map();
    for (const module of modules) {
      for (const test of module.children.allTests('skipped')) {
        const reason = reasonOf(test);
        counts.set(reason, (counts.get(reason) ?? 0) + 1);
      }
    }
    if (counts.size === 0) return;
    const lines = [...counts].map(([reason, count]) => `${String(count).padStart(6)}  ${reason}\n`);
    process.stdout.write(`\nSkipped tests, and what would have them run:\n${lines.join('')}`);
  }
}

function reasonOf(test) {
  const { note } = test.result();
  return note ?? REASON.exec(test.fullName)?.[1] ?? `no reason is given: ${test.fullName}`;
}
