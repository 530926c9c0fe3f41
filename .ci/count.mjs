/**
 * Sums up JSON reports of Vitest in one line: `N passed, N failed, N skipped`. A file that could not be run, and a
 * report that is missing, count as a failed test. Ends with 1 unless there are tests and none has failed.
 */
import { readFileSync } from 'node:fs';

const counts = { passed: 0, failed: 0, skipped: 0 };
for (const path of process.argv.slice(2)) {
  for (const [name, count] of Object.entries(countsOf(path))) counts[name] += count;
}
process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
if (counts.failed > 0 || counts.passed === 0) process.exitCode = 1;

function countsOf(path) {
  const report = reportIn(path);
  if (report === undefined) return { failed: 1 };
  // A file that cannot be imported has no tests.
  const broken = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

function reportIn(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
