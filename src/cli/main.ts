/** The command line: words to a command and its options, errors to messages and exit codes. */
import { CommanderError, Option as Flag, Command as Program } from 'commander';
import { DnnError } from '../errors.js';
import { type Option, type OptionData, type Options, written } from '../train/options/option.js';
import { type Code, type Command, GENERAL_FLAGS, type Invocation, type Resolved } from './command.js';
import { COMMANDS } from './commands.js';
import { idleOptions, idleOptionsWith } from './options/idle-options.js';
import { AS_FLAG, meaningOf } from './options/meaning.js';
import { attributed, optionNamed, resolveOptions, sourceOf } from './options/resolve.js';
import {
  configSource,
  earlyLogFormat,
  environmentSource,
  flagSource,
  strayVariables,
} from './options/sources.js';
import { assertNoExcess, checkedWords } from './options/words.js';
import type { Console } from './terminal/console.js';
import { reportError } from './terminal/failure.js';
import { packageVersion } from './version.js';

/** commander's `error: what\n(Did you mean that?)` */
const COMMANDERS = /^(?:error: )?(.*?)(?:\n\((Did you mean [^\n]*)\))?$/s;

/** A command line under way. */
interface Call {
  readonly argv: readonly string[];
  readonly console: Console;
  /** True if the run logs JSON events: its error is then an event, too. */
  json: boolean;
}

/** Runs the command that `argv` names, and returns the exit code: undefined when nothing asks for one. */
export async function main(argv: readonly string[], console: Console): Promise<number | undefined> {
  const call: Call = { argv, console, json: logsJson(argv) };
  try {
    const words = checkedWords(argv);
    await program(call, calledBy(words)).parseAsync(words, { from: 'user' }).catch(passHelp);
    await console.assertDelivered();
    // A signal that came while the command waited for nothing has its turn now.
    await console.breathe();
    return undefined;
  } catch (error) {
    return reportError(error, console, call.json);
  }
}

/** Help and the version are thrown too, after they were printed. */
function passHelp(error: unknown): void {
  if (!(error instanceof CommanderError)) throw error;
}

/** Known before the options are: errors in them are events as well. */
function logsJson(argv: readonly string[]): boolean {
  const command = calledBy(argv);
  return command !== undefined && earlyLogFormat(argv, command, process.env) === 'json';
}

/** The command of the most words: `tune lr` before `tune`. */
function calledBy(argv: readonly string[]): Command | undefined {
  const called = COMMANDS.filter(({ path }) => path.every((word, i) => argv[i] === word));
  return called.toSorted((a, b) => b.path.length - a.path.length)[0];
}

/** Only the command that is `called` gets its own options, which are many; all do when it is not known. */
function program(call: Call, called: Command | undefined): Program {
  const dnn = base(new Program('dnn'), 'dnn', call)
    .description("Train L-layer neural networks: NumPy's numbers, no Python, no native build.")
    .version(packageVersion(), '-V, --version')
    .addHelpText('after', '\nStart with: dnn train\nMore about a command: dnn help train');
  const groups = new Map<string, Program>([['', dnn]]);
  for (const command of COMMANDS) {
    const group = command.path.slice(0, -1).join(' ');
    if (!groups.has(group)) {
      const parent = base(dnn.command(group), `dnn ${group}`, call);
      groups.set(group, parent.description('datasets: list, look at, download, make'));
    }
    const options = called === undefined || called === command ? Object.values(command.options) : [];
    groups.set(command.path.join(' '), define(groups.get(group) as Program, command, options, call));
  }
  return dnn;
}

/** Settings of every command: errors are thrown as ours, not printed and exited with. */
function base(command: Program, called: string, call: Call, options: Options = {}): Program {
  return (
    command
      .exitOverride()
      .showSuggestionAfterError(true)
      .helpCommand(false)
      // `dnn tune lr --quiet`: the flag is of lr, which stands before it.
      .enablePositionalOptions()
      .configureOutput({
        writeOut: (text) => call.console.draw(text.trimEnd()),
        outputError: (text) => {
          throw usageError(text, called, command, options, call);
        },
      })
  );
}

function usageError(
  text: string,
  called: string,
  command: Program,
  options: Options,
  { argv }: Call,
): DnnError {
  // The message may quote an argument that has line ends.
  const [, message, near] = COMMANDERS.exec(text.trim()) as RegExpExecArray;
  const order = called === 'dnn' ? ' Flags come after the command: dnn train --quiet.' : '';
  const hint =
    slip(message, command) ?? meantFlag(message, options, argv) ?? (near || `See ${called} --help.${order}`);
  return new DnnError('usage', message, hint);
}

/** A hint that commander does not give about an unknown flag: one hyphen instead of two, or an unknown `--no-x`. */
function slip(message: string, { options }: Program): string | undefined {
  const [, hyphens, no, word] = /^unknown option '(--?)(no-)?([\w-]+)/.exec(message) ?? [];
  const meant = `--${word}`;
  const known = options.find(({ short, long }) => short === meant || long === meant);
  if (known === undefined) return undefined;
  if (no === undefined) return hyphens === '-' ? `Did you mean ${meant}?` : undefined;
  return known.required
    ? undefined
    : `${meant} is off unless a flag, a --config file or a variable gives it.`;
}

/** The option that an unknown flag means by another library's name, with its value; else the commands that have it. */
function meantFlag(message: string, options: Options, argv: readonly string[]): string | undefined {
  const [, hyphens, word, given] = /^unknown option '(--?)([\w-]+)(?:=(.*))?'$/s.exec(message) ?? [];
  if (word === undefined) return undefined;
  const next = argv[argv.indexOf(`${hyphens}${word}`) + 1];
  // A number may be negative, another flag is no value.
  const value = given ?? (next !== undefined && !/^-[^\d.]/.test(next) ? next : undefined);
  const meaning = meaningOf(word, value, options, AS_FLAG);
  if (meaning !== undefined) return meaning;
  const others = COMMANDS.filter((other) => optionNamed(word, other.options) !== undefined);
  const names = others.map(({ path }) => `dnn ${path.join(' ')}`);
  return names.length === 0 ? undefined : `It is a flag of ${names.join(', ')}.`;
}

function define(group: Program, command: Command, options: readonly Option[], call: Call): Program {
  const { path, summary, words, about = [], examples } = command;
  const called = `dnn ${path.join(' ')}`;
  const program = base(group.command(path[path.length - 1]), called, call, command.options).description(
    summary,
  );
  if (words !== undefined) program.arguments(words);
  for (const option of options) program.addOption(flag(option));
  for (const { flags, help } of GENERAL_FLAGS) program.option(flags, help);
  program
    .addHelpText('after', about.map((paragraph) => `\n${paragraph}`).join('\n'))
    .addHelpText('after', `\nExamples:\n${examples.map((example) => `  ${example}`).join('\n')}`)
    .allowExcessArguments(true)
    .action(async () => {
      assertFlagsBehind(called, group);
      assertNoExcess(command, program.args, program.opts());
      await run(command, program.args, program.opts(), call);
    });
  return program;
}

/** @throws DnnError (usage) for flags of a command before the word of one within it: `dnn tune --quiet lr`. */
function assertFlagsBehind(called: string, group: Program): void {
  const flags = group.options.filter((each) => group.getOptionValueSource(each.attributeName()) === 'cli');
  if (flags.length === 0) return;
  const message = `${flags[0].long} stands before the last word of ${called}`;
  throw new DnnError('usage', message, `Flags come after the command: ${called} ${flags[0].long}.`);
}

/** The flag as commander wants it; values stay text, the options table reads them. */
function flag({ flags, help, default: value, defaultHelp, tableDefault, repeatable }: Option): Flag {
  const usual = defaultHelp ?? (Array.isArray(value) ? value.join(',') : written(value));
  const isShown = usual !== undefined && usual !== false && usual !== '';
  const shown = [...(isShown ? [usual] : []), ...(tableDefault ? [`for tables ${tableDefault.help}`] : [])];
  const text = shown.length === 0 ? help : `${help} (default: ${shown.join('; ')})`;
  const result = new Flag(flags, text);
  return repeatable ? result.argParser((item: string, all: string[] = []) => [...all, item]) : result;
}

async function run(command: Command, words: readonly string[], flags: object, call: Call): Promise<void> {
  const { console } = call;
  const { config, printConfig, quiet, color, ...rest } = flags as Record<string, unknown>;
  console.quiet = quiet === true;
  console.noColour = color === false;
  warnOfStrays(console);
  let resolved = resolve(command, rest, config as string | undefined, call);
  call.json = resolved.options.logFormat === 'json';
  let code: Pick<Code, 'run' | 'prepare'> = await command.load();
  try {
    if (code.prepare) {
      const prepared = await code.prepare(resolved);
      [resolved, code] = [prepared, prepared];
    }
    if (printConfig === true) await print(command, resolved, console);
    else await code.run(invocation(command, resolved, words, console));
  } catch (error) {
    throw attributed(error, resolved.sources);
  }
}

function warnOfStrays(console: Console): void {
  const general = GENERAL_FLAGS.map(({ flags }) => flags.split(' ')[0]);
  for (const stray of strayVariables(process.env, COMMANDS, general)) console.warn(stray);
}

function resolve(
  command: Command,
  flags: Record<string, unknown>,
  config: string | undefined,
  { argv }: Call,
): Resolved {
  const sources = [
    flagSource(flags, command.options, argv),
    configSource(config, command),
    environmentSource(process.env, command.options),
  ].filter((source) => source !== undefined);
  return { options: resolveOptions(command.options, sources), sources };
}

/** Prints the configuration. */
async function print({ options }: Command, resolved: Resolved, console: Console): Promise<void> {
  const { printedConfig } = await import('./options/printed-config.js');
  const text = await printedConfig(options, resolved);
  for (const line of text.split('\n')) console.print(line);
}

/** The settled options and the words as the command's code takes them. Warns of options that do nothing. */
function invocation(
  { options: declared }: Command,
  resolved: Resolved,
  words: readonly string[],
  console: Console,
): Invocation<Options> {
  const { options, sources } = resolved;
  const warnOfIdle: Invocation['warnOfIdle'] = (...all) => {
    for (const idle of idleOptions(declared, { ...resolved, options: all[0] }, all)) console.warn(idle);
  };
  // Defaults that follow from the data are not known yet.
  if (!Object.values(declared).some(({ tableDefault }) => tableDefault)) warnOfIdle(options);
  const warnOfUnfit = (data: OptionData) => {
    for (const idle of idleOptionsWith(declared, resolved, data)) console.warn(idle);
  };
  const isGiven = (option: string) => sourceOf(option, sources) !== undefined;
  const isFlag = (option: string) => sourceOf(option, sources)?.deliberate ?? false;
  return { console, options, words, isGiven, isFlag, warnOfIdle, warnOfUnfit };
}
