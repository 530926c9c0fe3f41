/** The command line: words to a command and its options, errors to messages and exit codes. */
import { setFlagsFromString } from 'node:v8';
import { Command, CommanderError, Option as Flag } from 'commander';
import { DnnError } from '../errors.js';
import {
  OPTIONS,
  type Option,
  type OptionName,
  type OptionValues,
  optionsOf,
} from '../train/options/options.js';
import { attributed, type OptionSource, resolveOptions } from '../train/options/resolve.js';
import { COMMANDS, type CommandSpec } from './commands.js';
import { GENERAL_FLAGS } from './options/command-spec.js';
import { idleOptions } from './options/idle-options.js';
import {
  configSource,
  earlyLogFormat,
  environmentSource,
  flagSource,
  strayVariables,
} from './options/sources.js';
import { assertNoExcess, checkedWords } from './options/words.js';
import { Console } from './terminal/console.js';
import { type ErrorReport, reportError } from './terminal/failure.js';
import { packageVersion } from './version.js';

type Name = keyof typeof COMMANDS;

const INTERRUPTED = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

// What we allocate is either gone at once or outside of the heap: a young generation that stays small saves 6 MB
// of the cat job's peak and costs no time.
setFlagsFromString('--semi-space-growth-factor=1');
const console_ = new Console();
await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<void> {
  for (const signal of Object.keys(INTERRUPTED) as (keyof typeof INTERRUPTED)[]) {
    process.on(signal, () => {
      if (console_.endsGently(signal)) return;
      console_.abandon();
      process.exit(INTERRUPTED[signal]);
    });
  }
  const report: ErrorReport = { json: logsJson(argv) };
  try {
    const words = checkedWords(argv);
    await program(report, calledBy(words)).parseAsync(words, { from: 'user' });
    await console_.assertDelivered();
    // A signal that came while the command waited for nothing has its turn now.
    await console_.breathe();
    if (console_.signal) process.exitCode = INTERRUPTED[console_.signal];
  } catch (error) {
    // Help and the version are thrown too, after they were printed.
    if (!(error instanceof CommanderError)) process.exitCode = reportError(error, console_, report);
  }
}

/** Known before the options are: errors in them are events as well. */
function logsJson(argv: readonly string[]): boolean {
  const name = calledBy(argv);
  return name !== undefined && earlyLogFormat(argv, name, process.env) === 'json';
}

function calledBy(argv: readonly string[]): Name | undefined {
  return (Object.keys(COMMANDS) as Name[]).find((each) =>
    COMMANDS[each].path.every((word, i) => argv[i] === word),
  );
}

/** Only the command that is `called` gets its own options, which are many; all do when it is not known. */
function program(report: ErrorReport, called: Name | undefined): Command {
  const dnn = base(new Command('dnn'), 'dnn')
    .description("Train L-layer neural networks: NumPy's numbers, no Python, no native build.")
    .version(packageVersion(), '-V, --version')
    .addHelpText('after', '\nStart with: dnn train\nMore about a command: dnn help train');
  const groups = new Map<string, Command>([['', dnn]]);
  for (const name of Object.keys(COMMANDS) as Name[]) {
    const spec: CommandSpec = COMMANDS[name];
    const group = spec.path.slice(0, -1).join(' ');
    if (!groups.has(group)) {
      const parent = base(dnn.command(group), `dnn ${group}`);
      groups.set(group, parent.description('datasets: list, look at, download, make'));
    }
    const options = called === undefined || called === name ? optionsOf(name) : [];
    define(groups.get(group) as Command, name, options, report);
  }
  return dnn;
}

/** Settings of every command: errors are thrown as ours, not printed and exited with. */
function base(command: Command, called: string): Command {
  return command
    .exitOverride()
    .showSuggestionAfterError(true)
    .helpCommand(false)
    .configureOutput({
      writeOut: (text) => console_.print(text.trimEnd()),
      outputError: (text) => {
        throw usageError(text, called, command);
      },
    });
}

/** commander's `error: what\n(Did you mean that?)` */
function usageError(text: string, called: string, command: Command): DnnError {
  const [message, ...rest] = text
    .trim()
    .replace(/^error: /, '')
    .split('\n');
  const near = rest.join('\n').replace(/^\(|\)$/g, '');
  const order = called === 'dnn' ? ' Flags come after the command: dnn train --quiet.' : '';
  const hint = slip(message, command) ?? (near || `See ${called} --help.${order}`);
  return new DnnError('usage', message, hint);
}

/** What commander does not tell of an unknown flag: one hyphen in the place of two, and that `--no-x` is none. */
function slip(message: string, { options }: Command): string | undefined {
  const [, hyphens, no, word] = /^unknown option '(--?)(no-)?([\w-]+)/.exec(message) ?? [];
  const meant = `--${word}`;
  const known = options.find(({ short, long }) => short === meant || long === meant);
  if (known === undefined) return undefined;
  if (no === undefined) return hyphens === '-' ? `Did you mean ${meant}?` : undefined;
  return known.required
    ? undefined
    : `${meant} is off unless a flag, a --config file or a variable gives it.`;
}

function define(group: Command, name: Name, options: readonly OptionName[], report: ErrorReport): void {
  const spec: CommandSpec = COMMANDS[name];
  const called = spec.path[spec.path.length - 1];
  const command = base(group.command(called), `dnn ${spec.path.join(' ')}`).description(spec.summary);
  if (spec.words !== undefined) command.argument(spec.words);
  for (const option of options) command.addOption(flag(OPTIONS[option] as Option));
  for (const { flags, help } of GENERAL_FLAGS) command.option(flags, help);
  command
    .addHelpText('after', `\nExamples:\n${spec.examples.map((example) => `  ${example}`).join('\n')}`)
    .allowExcessArguments(true)
    .action(async () => {
      assertNoExcess(spec, command.args, command.opts());
      await run(name, command.args, command.opts(), report);
    });
}

/** The flag as commander wants it; values stay text, the options table reads them. */
function flag({ flags, help, default: value, defaultHelp, repeatable }: Option): Flag {
  const shown = defaultHelp ?? (Array.isArray(value) ? value.join(',') : value);
  const text = shown === undefined || shown === false || shown === '' ? help : `${help} (default: ${shown})`;
  const result = new Flag(flags, text);
  return repeatable ? result.argParser((item: string, all: string[] = []) => [...all, item]) : result;
}

async function run(name: Name, words: readonly string[], flags: object, report: ErrorReport): Promise<void> {
  const { config, printConfig, quiet, color, ...rest } = flags as Record<string, unknown>;
  console_.quiet = quiet === true;
  console_.noColour = color === false;
  const general = GENERAL_FLAGS.map(({ flags: written }) => written.split(' ')[0]);
  for (const stray of strayVariables(process.env, general)) console_.warn(stray);
  const sources = [
    flagSource(rest, name),
    configSource(config as string | undefined, name),
    environmentSource(process.env),
  ].filter((source) => source !== undefined);
  const given = resolveOptions(name, sources);
  report.json = given.logFormat === 'json';
  const resumed = given.resume === undefined ? undefined : await resumedRun(given, sources);
  const options = await placed(resumed?.options ?? given, sources, name);
  if (printConfig === true) {
    // null: it follows from the data or from other options.
    console_.print(JSON.stringify(options, (_, value) => value ?? null, 2));
    return;
  }
  for (const idle of idleOptions(name, options, sources)) console_.warn(idle);
  const command = await COMMANDS[name].load();
  try {
    await command({ console: console_, options, words, checkpoint: resumed?.checkpoint });
  } catch (error) {
    throw attributed(error, sources);
  }
}

/** The options of a run that --name gives a directory have its model in there. */
async function placed(options: OptionValues, sources: readonly OptionSource[], name: Name) {
  if (name !== 'train' || options.name === undefined) return options;
  const { inItsDirectory } = await import('./run/run-record.js');
  try {
    return inItsDirectory(options, sources);
  } catch (error) {
    throw attributed(error, sources);
  }
}

/** The run that --resume names, and its options with those that were given. */
async function resumedRun(given: OptionValues, sources: readonly OptionSource[]) {
  const { resumeRun } = await import('./run/resume.js');
  try {
    return resumeRun(given, sources);
  } catch (error) {
    throw attributed(error, sources);
  }
}
