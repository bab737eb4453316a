import { inFull, oneLine } from '#launcher';
import { resolve } from 'node:path';
import { commandsOf } from './commands.js';
import { programOf, runProgram } from './program.js';
import { progressOn } from './progress.js';
import { type Session } from './session.js';
import { sayTo, text } from './texts.js';

// A terminal or pipe that is gone must not end the work under way in disorder.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

const INTERRUPTED = 130;

const told = new AbortController();
const progress = progressOn(process.stdout);
const print = (line: string): void => progress.line(line);
const session: Session = {
  print,
  progress,
  say: sayTo(print),
  signal: told.signal,
  env: process.env,
  // npm runs a script in the project's folder; paths are meant from where the user is.
  path: (given) => resolve(process.env['INIT_CWD'] || '.', given),
};

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (told.signal.aborted) return; // npm passes on what the terminal has sent already
    print(oneLine(text('stopping')));
    told.abort();
  });
}

try {
  const settings = { env: process.env, now: Date.now() };
  await runProgram(programOf(commandsOf(session), settings), process.argv.slice(2));
} catch (error) {
  if (told.signal.aborted) process.exitCode = INTERRUPTED;
  else {
    process.exitCode = 1;
    console.error(inFull(error));
  }
}
// Connections kept alive must not keep it.
process.exit();
