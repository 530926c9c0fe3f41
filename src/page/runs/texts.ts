/** Facts of runs in words and digits, as the command line writes them. */
import type { RunRow } from '../../serve/ui/messages.js';

/** `0.092878`; `–` for none. */
export function costText(cost: number | undefined): string {
  if (cost === undefined) return '–';
  return cost !== 0 && Math.abs(cost) < 1e-4 ? cost.toExponential(3) : cost.toFixed(6);
}

/** `0.9856`, of numbers `R² 0.9856`; `–` for none. */
export function qualityText(quality: number | undefined, measure: RunRow['measure']): string {
  if (quality === undefined) return '–';
  return `${measure === 'r2' ? 'R² ' : ''}${quality.toFixed(4)}`;
}

/** The quality on the split that says most, and its name. */
export function mainQuality({ qualities }: RunRow): readonly [split: string, quality: number] | undefined {
  const { test, validation, train } = qualities;
  if (test !== undefined) return ['test', test];
  if (validation !== undefined) return ['validation', validation];
  return train === undefined ? undefined : ['train', train];
}

/** `2,400` */
export function countText(count: number): string {
  return count.toLocaleString('en');
}

/** `0.61 s`, `2 min 5 s`, `3 h 10 min` */
export function timeText(seconds: number): string {
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(2) : Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `running 12 %, 3 min left`; of a sweep `done, 43 trials` */
export function stateText({ state, iterations = 0, planned, secondsLeft, sweep }: RunRow): string {
  if (sweep) {
    const share = sweep.shard === undefined ? '' : `, share ${sweep.shard}`;
    return `${state}${share}, ${countText(sweep.trials)} ${sweep.trials === 1 ? 'trial' : 'trials'}`;
  }
  if (state !== 'running' || planned === undefined) return state;
  const left = secondsLeft === undefined ? '' : `, ${timeText(Math.max(1, Math.round(secondsLeft)))} left`;
  return `running ${Math.floor((100 * iterations) / planned)} %${left}`;
}

/** `2026-11-30 19:51`, in the reader's time. */
export function dateText(iso: string | undefined): string {
  if (iso === undefined) return '–';
  const date = new Date(iso);
  const two = (n: number) => String(n).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** The time of a day that is today, else the day. */
export function whenText(iso: string | undefined): string {
  if (iso === undefined) return '';
  const [day, time] = dateText(iso).split(' ');
  return day === dateText(new Date().toISOString()).split(' ')[0] ? time : day;
}
