/** The values of a configuration, as flags for people and for their shell. */
import { flagOf } from '../../errors.js';
import { shellWord } from '../../shell.js';
import type { Configuration } from '../../tune/configuration.js';
import { brief } from '../../visible.js';
import { TUNE } from '../commands/tune-command.js';

/** `--lr 0.03 --layers auto,16,auto` */
export function valuesText({ values }: Pick<Configuration, 'values'>): string {
  return Object.entries(values)
    .map(([name, value]) => {
      const flag = shortFlag(name);
      if (value === null || value === false) return `no ${flag}`;
      return value === true ? flag : `${flag} ${brief(shellWord(String(value)), 60)}`;
    })
    .join(' ');
}

/** The shortest flag of an option: `--lr`. */
export function shortFlag(name: string): string {
  const option = (TUNE.options as Record<string, { readonly flags: string } | undefined>)[name];
  const flags = option?.flags.match(/--[\w-]+/g) ?? [flagOf(name)];
  return flags.reduce((shortest, flag) => (flag.length < shortest.length ? flag : shortest));
}
