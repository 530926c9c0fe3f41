/**
 * Asks the registry for known vulnerabilities of all packages in the lock file, and fails if there is one. A registry
 * that does not answer this question (a mirror) is reported and is no failure.
 */
import { spawnSync } from 'node:child_process';

const { stdout, stderr } = spawnSync('npm', ['audit', '--json'], {
  encoding: 'utf8',
  shell: process.platform === 'win32',
});
const report = reportIn(stdout);
if (report?.metadata === undefined) {
  process.stdout.write(`npm audit: SKIPPED, the registry did not answer: ${reasonIn(report, stderr)}\n`);
} else {
  const { vulnerabilities, dependencies } = report.metadata;
  process.stdout.write(
    `npm audit: ${vulnerabilities.total} known vulnerabilities in ${dependencies.total} packages\n`,
  );
  for (const { name, severity, range } of Object.values(report.vulnerabilities)) {
    process.stdout.write(`  ${severity}: ${name} ${range}\n`);
  }
  if (vulnerabilities.total > 0) process.exitCode = 1;
}

function reportIn(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function reasonIn(report, text) {
  return report?.message ?? /audit (\d{3} .*)/.exec(text)?.[1] ?? 'no answer';
}
