/** The command line: words to a command and its options, errors to messages and exit codes. */
import { readFileSync } from 'node:fs';
import { Command, CommanderError, Option as Flag } from 'commander';
import { EXIT_CODES } from '../errors.js';
import { OPTIONS, type Option, optionsOf, resolveOptions } from '../train/options.js';
import { COMMANDS, type CommandSpec } from './commands.js';
import { Console } from './console.js';
import { type ErrorReport, reportError } from './failure.js';
import { configSource, environmentSource, flagSource } from './sources.js';

type Name = keyof typeof COMMANDS;

const INTERRUPTED = { SIGINT: 130, SIGTERM: 143 } as const;

const console_ = new Console();
await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => process.exit(INTERRUPTED[signal]));
  }
  const report: ErrorReport = { json: argv.includes('--log-format=json') || jsonLog(argv) };
  try {
    await program().parseAsync(argv, { from: 'user' });
    console_.assertDelivered();
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : EXIT_CODES.usage;
    else process.exitCode = reportError(error, console_, report);
  }
}

function jsonLog(argv: readonly string[]): boolean {
  return argv.some((word, i) => word === '--log-format' && argv[i + 1] === 'json');
}

function program(): Command {
  const dnn = base(new Command('dnn'))
    .description("Train L-layer neural networks: NumPy's numbers, no Python, no native build.")
    .version(packageVersion(), '-V, --version')
    .addHelpText('after', '\nStart with: dnn train');
  const groups = new Map<string, Command>([['', dnn]]);
  for (const name of Object.keys(COMMANDS) as Name[]) {
    const spec: CommandSpec = COMMANDS[name];
    const group = spec.path.slice(0, -1).join(' ');
    if (!groups.has(group))
      groups.set(group, base(dnn.command(group)).description('datasets: list, look at, download, make'));
    define(groups.get(group) as Command, name, spec);
  }
  return dnn;
}

/** Settings of every command: errors are thrown, not exited with, and told in our way. */
function base(command: Command): Command {
  return command
    .exitOverride()
    .showSuggestionAfterError(true)
    .helpCommand(false)
    .allowExcessArguments(false)
    .configureOutput({
      writeOut: (text) => console_.print(text.trimEnd()),
      outputError: (text) => usageError(text),
    });
}

function usageError(text: string): void {
  const [message, ...rest] = text
    .trim()
    .replace(/^error: /, '')
    .split('\n');
  console_.error(message, rest.join('\n').replace(/^\(|\)$/g, '') || 'See dnn --help.');
}

function define(group: Command, name: Name, spec: CommandSpec): void {
  const command = base(group.command(spec.path[spec.path.length - 1])).description(spec.summary);
  if (spec.words !== undefined) command.argument(spec.words);
  for (const option of optionsOf(name)) command.addOption(flag(OPTIONS[option] as Option));
  if (name === 'train') command.addOption(new Flag('--lr <x>').hideHelp());
  command
    .option('--config <file>', 'options from a JSON file; flags come before it, DNN_* variables after')
    .option('--print-config', 'print the resolved options as JSON and exit')
    .option('--quiet', 'no progress, remarks or warnings')
    .option('--no-color', 'no colours')
    .addHelpText('after', `\nExamples:\n${spec.examples.map((example) => `  ${example}`).join('\n')}`)
    .action(async (...given: unknown[]) =>
      run(name, given.slice(0, -2).flat() as string[], given.at(-2) as object),
    );
}

/** The flag as commander wants it; values stay text, the options table reads them. */
function flag({ flags, help, default: value, defaultHelp, repeatable }: Option): Flag {
  const shown = defaultHelp ?? (Array.isArray(value) ? value.join(',') : value);
  const text = shown === undefined || shown === false || shown === '' ? help : `${help} (default: ${shown})`;
  const result = new Flag(flags, text);
  return repeatable ? result.argParser((item: string, all: string[] = []) => [...all, item]) : result;
}

async function run(name: Name, words: string[], flags: object): Promise<void> {
  const { config, printConfig, quiet, color, lr, ...rest } = flags as Record<string, unknown>;
  console_.quiet = quiet === true;
  console_.noColour = color === false;
  if (lr !== undefined) rest.learningRate ??= lr;
  const sources = [
    flagSource(rest),
    configSource(config as string | undefined, name),
    environmentSource(process.env),
  ];
  const options = resolveOptions(
    name,
    sources.filter((source) => source !== undefined),
  );
  if (printConfig === true) {
    console_.print(JSON.stringify(options, null, 2));
    return;
  }
  const command = await COMMANDS[name].load();
  await command({ console: console_, options, words: words.filter((word) => word !== undefined) });
}

function packageVersion(): string {
  return JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;
}
