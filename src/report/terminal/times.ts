/** The expected and the measured time of a run as lines for people: no more digits than a forecast deserves. */
import type { AnalysisEvent } from '../../train/events.js';
import { STAGES, type StageName, type StageSeconds } from '../../train/stages.js';
import { table } from './table.js';

const MINUTE = 60;
const HOUR = 3600;
/** A forecast leaves out stages below this share of the whole. */
const LEAST_SHARE = 0.005;

/** `0.5 s`, `12 ms`, `3 min`: one digit, or two where the first is a 1 or 2. */
export function roughTime(seconds: number): string {
  if (seconds >= HOUR) return `${rough(seconds / HOUR)} h`;
  if (seconds >= 2 * MINUTE) return `${rough(seconds / MINUTE)} min`;
  if (seconds >= 0.1) return `${rough(seconds)} s`;
  return seconds < 0.001 ? 'under 1 ms' : `${rough(seconds * 1000)} ms`;
}

function rough(value: number): number {
  const leading = Number(value.toExponential().charAt(0));
  return Number(value.toPrecision(leading < 3 ? 2 : 1));
}

/** The expected time in total and of the stages that matter. */
export function forecastLines(expected: {
  readonly seconds: number;
  readonly stages: StageSeconds;
}): string[] {
  const rows = (Object.keys(STAGES) as StageName[]).flatMap((stage) => {
    const seconds = expected.stages[stage] ?? 0;
    return seconds < LEAST_SHARE * expected.seconds ? [] : [[`  ${STAGES[stage]}`, roughTime(seconds)]];
  });
  return [`Expected time: about ${roughTime(expected.seconds)}`, ...table(rows)];
}

/** Expected and measured times stage by stage. */
export function analysisLines(
  { stages, expected, seconds, calibration }: AnalysisEvent,
  columns = Number.POSITIVE_INFINITY,
): string[] {
  const rows = (Object.keys(stages) as StageName[]).map((stage) => {
    const times = stages[stage] as { expected: number; seconds: number };
    return [
      STAGES[stage],
      roughTime(times.expected),
      measuredTime(times.seconds),
      share(times.seconds, seconds),
    ];
  });
  return [
    ...table(
      [
        ['stage', 'expected', 'measured', 'share'],
        ...rows,
        ['total', roughTime(expected), measuredTime(seconds), share(seconds, seconds)],
      ],
      columns,
    ),
    `Starting and reading ended before the forecast, which took another ${roughTime(calibration)}.`,
  ];
}

function measuredTime(seconds: number): string {
  return seconds < 1 ? `${(seconds * 1000).toFixed(1)} ms` : `${seconds.toFixed(3)} s`;
}

function share(seconds: number, whole: number): string {
  return `${((100 * seconds) / whole).toFixed(1)} %`;
}
