/**
 * Vitest's V8 coverage, with the command line's own: the tests start the built command as a process of its own,
 * so src/cli is counted in those processes, through the source maps of the bundle that they run. The sum is printed as one line,
 * and each file's stands in coverage/coverage-summary.json.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import v8 from '@vitest/coverage-v8';

/** The rooms that run in processes of their own only. */
const ROOM = 'cli';
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const REPORTS = join(ROOT, 'coverage', 'processes');
const BUILT = `${pathToFileURL(join(ROOT, 'dist', 'bin')).href}/`;

async function createProvider() {
  const provider = '@vitest/coverage-v8/dist/provider.js';
  const { V8CoverageProvider } = await import(provider);
  const own = createRequire(createRequire(import.meta.url).resolve(provider));
  const { mergeProcessCovs } = own('@bcoe/v8-coverage');

  return new (class extends V8CoverageProvider {
    initialize(context) {
      super.initialize(context);
      // Node.js hands this on to every process that a test starts, and reports there when it ends.
      context.config.env = { ...context.config.env, NODE_V8_COVERAGE: REPORTS };
    }

    async clean(clean) {
      await super.clean(clean);
      rmSync(REPORTS, { recursive: true, force: true });
      mkdirSync(REPORTS, { recursive: true });
    }

    async generateCoverage(context) {
      const inTests = await super.generateCoverage(context);
      inTests.filter((path) => !isInRoom(path));
      for (const { url, functions } of mergeProcessCovs(readReports()).result) {
        const chunk = Object.entries(await this.remapCoverage(url, 0, builtSource(url), functions));
        inTests.merge(Object.fromEntries(chunk.filter(([path]) => isInRoom(path))));
      }
      this.ctx.logger.log(`\nCoverage of src/: ${sumLine(inTests.getCoverageSummary())}`);
      return inTests;
    }
  })();
}

/** Chunks of the bundle hold code of other rooms and of libraries too. */
function isInRoom(path) {
  return path.startsWith(join(ROOT, 'src', ROOM) + sep);
}

/** Reads the reports of the processes: the parts of the bundle that each of them ran. */
function readReports() {
  const names = readdirSync(REPORTS).filter((name) => name.endsWith('.json'));
  if (names.length === 0) throw new Error(`no process has left its coverage in ${REPORTS}`);
  return names.flatMap((name) => {
    const report = whole(readFileSync(join(REPORTS, name), 'utf8'));
    return report ? [{ result: report.result.filter(({ url }) => url.startsWith(BUILT)) }] : [];
  });
}

/** A report, unless the process was killed as it wrote it: some tests do that. */
function whole(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A built file and its map, with the sources as URLs. */
function builtSource(url) {
  const map = JSON.parse(readFileSync(new URL(`${url}.map`), 'utf8'));
  const sources = map.sources.map((source) => new URL(source, url).href);
  return { code: readFileSync(new URL(url), 'utf8'), map: { ...map, sources } };
}

function sumLine(summary) {
  const kinds = ['statements', 'branches', 'functions', 'lines'];
  return kinds.map((kind) => `${summary[kind].pct} % of ${summary[kind].total} ${kind}`).join(', ');
}

export default { ...v8, getProvider: createProvider };
