import type { AuditHead } from '#contracts';
import { chinaYear } from '#kernel';
import { UserError } from '#launcher';
import { Command, CommanderError, Option } from 'commander';
import { FORMATS, type Format } from './report.js';
import { failure, text } from './texts.js';

export interface Commands {
  year(options: { dir: string; year: number; out: string; refusals?: string | undefined }): Promise<void>;
  import(options: { dir: string; refusals?: string }): Promise<void>;
  report(options: { year: number; division?: string; format: Format; out: string }): Promise<void>;
  recount(options: { year: number; division?: string }): Promise<void>;
  notCounted(options: { year: number; out: string }): Promise<void>;
  resetPassword(options: { username: string }): Promise<void>;
  verifyAudit(options: { known?: AuditHead }): Promise<void>;
  demo(options: { year: number; size: number; seed: number; filesOnly?: string }): Promise<void>;
}

interface Settings {
  readonly env: NodeJS.ProcessEnv;
  readonly now: number;
}

/** Small enough that loading it takes seconds. */
const DEMO_SIZE = '0.1';

function yearOf(value: string): number {
  if (!/^\d{4}$/.test(value) || value === '0000') throw failure('error.year', { value });
  return Number(value);
}

function demoYearOf(value: string): number {
  const year = yearOf(value);
  if (year < 1950 || year > 2200) throw failure('error.demo_year', { value });
  return year;
}

function sizeOf(value: string): number {
  const size = Number(value);
  if (!(size >= 0.01 && size <= 1)) throw failure('error.size', { value });
  return size;
}

function seedOf(value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw failure('error.seed', { value });
  return Number(value);
}

function headOf(value: string): AuditHead {
  const [, seq, hash = ''] = /^(\d{1,15}):([\w-]+)$/.exec(value) ?? [];
  if (seq === undefined) throw failure('error.known', { value });
  return { seq: Number(seq), hash };
}

/** The format that a file's name ends in. */
function formatOf(out: string, command: Command): Format {
  const format = FORMATS.find((known) => out.toLowerCase().endsWith(`.${known}`));
  return format ?? command.error("'--format'", { code: 'commander.missingMandatoryOptionValue' });
}

const help = (key: Parameters<typeof text>[0]): string => {
  const { zh, en } = text(key);
  return `${zh} (${en})`;
};

/** The command line; what is written wrong is thrown as a failure that explains itself. */
export function programOf(commands: Commands, { env, now }: Settings): Command {
  const program = new Command('county').description(help('description'));
  // Settings must be there before the subcommands are made: they inherit them.
  program.exitOverride().configureOutput({ writeErr: () => undefined });
  program.configureHelp({ subcommandTerm: (command) => `${command.name()} ${command.usage()}` });
  const division = () => new Option('--division <code>', help('help.division'));
  const refusals = () => new Option('--refusals <dir>', help('help.refusals'));

  program
    .command('year')
    .usage('<dir> <year> --out <file.xlsx> [options]')
    .description(help('help.year'))
    .argument('<dir>', help('help.dir'))
    .argument('<year>', help('help.year_argument'), yearOf)
    .requiredOption('--out <file.xlsx>', help('help.out'))
    .addOption(refusals())
    .action((dir: string, year: number, options: { out: string; refusals?: string }) =>
      commands.year({ dir, year, ...options }),
    );

  program
    .command('import')
    .description(help('help.import'))
    .argument('<dir>', help('help.dir'))
    .addOption(refusals())
    .action((dir: string, options: { refusals?: string }) => commands.import({ dir, ...options }));

  program
    .command('report')
    .usage('<year> --out <file.xlsx|file.csv|file.json> [options]')
    .description(help('help.report'))
    .argument('<year>', help('help.year_argument'), yearOf)
    .addOption(division())
    .addOption(new Option('--format <format>', help('help.format')).choices(FORMATS))
    .requiredOption('--out <file>', help('help.out'))
    .action(
      (year: number, { format, ...options }: { division?: string; format?: Format; out: string }, command: Command) =>
        commands.report({ year, ...options, format: format ?? formatOf(options.out, command) }),
    );

  program
    .command('recount')
    .description(help('help.recount'))
    .argument('<year>', help('help.year_argument'), yearOf)
    .addOption(division())
    .action((year: number, options: { division?: string }) => commands.recount({ year, ...options }));

  program
    .command('not-counted')
    .usage('<year> --out <file.csv>')
    .description(help('help.not_counted'))
    .argument('<year>', help('help.year_argument'), yearOf)
    .requiredOption('--out <file.csv>', help('help.out'))
    .action((year: number, options: { out: string }) => commands.notCounted({ year, ...options }));

  program
    .command('admin')
    .description(help('help.admin'))
    .command('reset-password')
    .description(help('help.reset_password'))
    .argument('<username>', help('help.username'))
    .action((username: string) => commands.resetPassword({ username }));

  program
    .command('audit')
    .description(help('help.audit'))
    .command('verify')
    .description(help('help.verify_audit'))
    .option('--known <number:hash>', help('help.known'), headOf)
    .action((options: { known?: AuditHead }) => commands.verifyAudit(options));

  program
    .command('demo')
    .description(help('help.demo'))
    .option('--year <year>', help('help.year_argument'), demoYearOf, chinaYear(now) - 1)
    .option('--size <size>', help('help.size'), sizeOf, sizeOf(env['DEMO_SIZE'] || DEMO_SIZE))
    .option('--seed <seed>', help('help.seed'), seedOf, 1)
    .option('--files-only <dir>', help('help.files_only'))
    .action((options: { year: number; size: number; seed: number; filesOnly?: string }) => commands.demo(options));

  return program;
}

/** Runs a command line; help was asked for and given where nothing is run. */
export async function runProgram(program: Command, args: readonly string[]): Promise<void> {
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return;
    if (error.code === 'commander.help') {
      program.outputHelp();
      throw failure('error.no_command');
    }
    throw wrongUsage(error, `${nameOf(program, args)}--help`);
  }
}

/** The names of the command that is meant, as they are written before its options. */
function nameOf(program: Command, [first, ...rest]: readonly string[]): string {
  const command = program.commands.find((known) => known.name() === first);
  return command === undefined ? '' : `${command.name()} ${nameOf(command, rest)}`;
}

/** Texts by commander's codes. */
const USAGE = {
  'commander.unknownCommand': 'usage.unknown_command',
  'commander.unknownOption': 'usage.unknown_option',
  'commander.missingArgument': 'usage.missing_argument',
  'commander.missingMandatoryOptionValue': 'usage.missing_option',
  'commander.optionMissingArgument': 'usage.missing_value',
  'commander.excessArguments': 'usage.excess_arguments',
  'commander.invalidArgument': 'usage.invalid_value',
} as const;

function wrongUsage({ code, message }: CommanderError, see: string): UserError {
  // What it is about stands in quotes; of a choice the words that may be chosen follow.
  const what = [...message.matchAll(/'([^']*)'|Allowed choices are (.*?)\.$/g)].map(
    ([, quoted, choices]) => quoted ?? choices,
  );
  const key = code in USAGE ? USAGE[code as keyof typeof USAGE] : undefined;
  const reason = key === undefined ? { zh: message, en: message } : text(key, { what: what.join(' ← ') });
  return new UserError({
    zh: text('error.usage', { reason: reason.zh, help: see }).zh,
    en: text('error.usage', { reason: reason.en, help: see }).en,
  });
}
