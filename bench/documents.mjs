/** Keeps the results of the last full run of each section, and fills docs/PERFORMANCE.md and its plot from them. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { growthSvg } from './plot.mjs';
import { root } from './program.mjs';
import { RENDER } from './tables.mjs';
import { targetTable } from './targets.mjs';

const RESULTS = join(root, 'bench/results.json');
const DOCUMENT = join(root, 'docs/PERFORMANCE.md');
const PLOT = join(root, 'docs/images/growth.svg');
/** `<!-- bench:kernels -->` … `<!-- /bench -->` */
const MARKED = /(<!-- bench:(\w+) -->\n)[\s\S]*?(<!-- \/bench -->)/g;

/**
 * @typedef {{ cpu: string, cores: number, memoryGiB: number, system: string, node: string }} Machine
 * @typedef {{ machine: Machine, measured: string, data: unknown }} Measured one section; `measured` is the day
 */

/** @param {Record<string, Measured>} fresh section → results, which take the place of earlier ones */
export function writeDocuments(fresh) {
  const sections = { ...(existsSync(RESULTS) && JSON.parse(readFileSync(RESULTS, 'utf8'))), ...fresh };
  writeFileSync(RESULTS, `${JSON.stringify(sections, null, 2)}\n`);
  if (sections.growth) writeFileSync(PLOT, growthSvg(sections.growth.data));
  const filled = readFileSync(DOCUMENT, 'utf8').replace(MARKED, (_, open, name, close) => {
    return `${open}\n${contentOf(name, sections)}\n\n${close}`;
  });
  writeFileSync(DOCUMENT, filled);
}

function contentOf(name, sections) {
  const data = Object.fromEntries(Object.entries(sections).map(([section, { data }]) => [section, data]));
  if (name === 'targets') return targetTable(data);
  if (sections[name] === undefined) return 'Not measured yet.';
  const { machine, measured } = sections[name];
  return `${RENDER[name](data[name])}\n\nMeasured on ${measured}: ${machineText(machine)}.`;
}

/** @param {Machine} machine */
export function machineText({ cpu, cores, memoryGiB, system, node }) {
  return `${cpu}, ${cores} cores, ${memoryGiB} GiB, ${system}, Node ${node}`;
}
