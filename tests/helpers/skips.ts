/** Reasons for which a test is skipped, as the end of its title: scripts/skip-reasons.mjs prints them. '' where it runs. */

/** `why` is the reason; `remedy` says what has the test run. */
export function skipNotice(isSkipped: boolean, why: string, remedy: string): string {
  return isSkipped ? ` (SKIPPED: ${why}; ${remedy})` : '';
}

/** For what permissions refuse. */
export const ROOT_NOTICE = skipNotice(
  process.getuid?.() === 0,
  'root may read and write everything',
  'run the tests as another user',
);

/** For pipes, devices and other files that Windows does not have. */
export const WINDOWS_NOTICE = skipNotice(
  process.platform === 'win32',
  'Windows has no such files',
  'run the tests on Linux or macOS',
);

/** For /proc and /dev/full. */
export const LINUX_NOTICE = skipNotice(
  process.platform !== 'linux',
  'only Linux has such files',
  'run the tests on Linux',
);
