/** `dnn ui`: the page, served with the runs and sweeps of a directory, or written as static files. */
import { existsSync, statSync } from 'node:fs';
import { optionError } from '../../errors.js';
import { RunFolder } from '../../serve/ui/run-folder.js';
import { RunList } from '../../serve/ui/run-list.js';
import { Site } from '../../serve/ui/site.js';
import { uiApp } from '../../serve/ui/ui-app.js';
import { Watching } from '../../serve/ui/watching.js';
import type { ValuesOf } from '../../train/options/option.js';
import type { Invocation } from '../command.js';
import { readSweep } from '../listing/sweeps.js';
import { namesOf } from '../serving/address.js';
import { listen } from '../serving/listen.js';
import type { Console } from '../terminal/console.js';
import { openBrowser } from '../ui/open-browser.js';
import { ReportPages } from '../ui/report-pages.js';
import { detailsOf } from '../ui/run-details.js';
import { exportSite } from '../ui/site-export.js';
import { siteFiles } from '../ui/site-files.js';
import { sweepDetails } from '../ui/sweep-details.js';
import { packageVersion } from '../version.js';
import type { UI } from './ui-command.js';

/** Requests have no body: the page only asks. */
const BODY_BYTES = 0;

export async function run({ console, options }: Invocation<typeof UI.options>): Promise<void> {
  const files = siteFiles(options.model);
  const { export: directory } = options;
  if (directory === undefined) return serve(new Site(files), options, console);
  exportSite(directory, files, packageVersion());
  console.remark(
    `Wrote the page to ${directory}: any web server can serve it. It needs one: browsers open no modules from files.`,
  );
}

/** Serves the page until a signal ends it. */
async function serve(site: Site, options: ValuesOf<typeof UI.options>, console: Console): Promise<void> {
  assertNoFile(options.runs);
  if (!existsSync(options.runs))
    console.remark(`${options.runs} is not there yet: the runs of dnn train --name are shown once it is.`);
  const folder = new RunFolder(options.runs);
  const list = new RunList(folder, readSweep);
  const reports = new ReportPages(folder);
  const end = new AbortController();
  const app = uiApp(
    {
      ...{ site, folder, list },
      watching: new Watching(folder, list),
      details: detailsOf,
      sweep: sweepDetails,
      report: (names, abort) => reports.of(names, abort),
    },
    { names: namesOf(options), bodyBytes: BODY_BYTES },
    end.signal,
  );
  const listening = await listen((request) => app.fetch(request), options, console);
  listening.ending.addEventListener('abort', () => end.abort());
  const { url } = listening;
  console.announce(`The page is at ${url} (Ctrl-C ends it).`);
  if (options.open)
    openBrowser(url, (reason) =>
      console.remark(`No browser could be opened (${reason}): open ${url} yourself.`),
    );
  await listening.ended;
}

/** @throws DnnError (usage) where the directory of runs is a file. One that is not there may come. */
function assertNoFile(runs: string): void {
  const stats = statSync(runs, { throwIfNoEntry: false });
  if (stats === undefined || stats.isDirectory()) return;
  throw optionError(
    'runs',
    runs,
    'it is a file, expected a directory',
    'Name the directory that train --name keeps runs in.',
  );
}
