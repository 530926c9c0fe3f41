/**
 * The most memory that a process has held. On Linux `resourceUsage().maxRSS` also counts what the parent held before
 * it started the process, so that a large test runner makes every child look large: VmHWM counts the program's own.
 */
import { readFileSync } from 'node:fs';

const STATUS = '/proc/self/status';

/** The peak of this process, in MiB. */
export function peakMiB(): number {
  try {
    return Number(/^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(STATUS, 'latin1'))?.[1]) / 1024;
  } catch {
    return process.resourceUsage().maxRSS / 1024;
  }
}

const SCRIPT = `
import { readFileSync } from 'node:fs';
const peak = () => {
  try { return /^VmHWM:\\s*(\\d+) kB$/m.exec(readFileSync('${STATUS}', 'latin1'))[1]; }
  catch { return process.resourceUsage().maxRSS; }
};
process.on('exit', () => process.stderr.write('peak ' + peak() + '\\n'));
`;

/** For `node --import`: has the process say its peak on stderr as it ends. */
export const PEAK_AT_EXIT = `data:text/javascript;base64,${Buffer.from(SCRIPT).toString('base64')}`;

/** The peak that a process with {@link PEAK_AT_EXIT} has said on stderr, in MiB. */
export function peakOf(stderr: string): number {
  return Number(/^peak (\d+)$/m.exec(stderr)?.[1]) / 1024;
}
