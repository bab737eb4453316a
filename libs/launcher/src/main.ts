import { closeSync, openSync, writeSync } from 'node:fs';
import { DataFolder } from './data-folder.js';
import { type DemoLoading, loadDemo } from './demo.js';
import { inFull, messages, oneLine, type Text } from './messages.js';
import { optionsFromEnv } from './options.js';
import { Launch } from './stack.js';

// A terminal or pipe that is gone must not take the launcher, and with it everything else, down in disorder.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

async function main(): Promise<number> {
  const started = Date.now();
  const options = optionsFromEnv(process.env);
  const folder = new DataFolder(options.dataDir);

  const note = (line: string): void => {
    try {
      const log = openSync(folder.log('launcher'), 'a', 0o600);
      writeSync(log, `${new Date().toISOString()} ${line}\n`);
      closeSync(log);
    } catch {
      // Before the folder is there, or when the disk is full, what goes to the terminal must do.
    }
  };
  const say = (text: Text): void => {
    console.log(oneLine(text));
    note(oneLine(text));
  };

  const launch = new Launch(options, say);
  let demo: DemoLoading | undefined;
  let failure: unknown;
  const over = new Promise<void>((resolve) => {
    let told = false;
    const stop = (): void => {
      if (told) return; // npm passes on what the terminal has sent already
      told = true;
      say(messages.stopping());
      demo?.stop();
      void launch.stop().then(resolve, (error: unknown) => {
        failure = error;
        console.error(inFull(error));
        resolve();
      });
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
    const fail = (error: unknown): void => {
      note(inFull(error));
      if (told) return; // what breaks while everything is being taken down
      told = true;
      failure = error;
      console.error(inFull(error));
      void launch.stop().then(resolve, () => resolve());
    };
    process.on('uncaughtException', fail);
    process.on('unhandledRejection', fail);

    launch
      .start()
      .then(async ({ address, account }) => {
        say(messages.ready(address, Date.now() - started));
        console.log(oneLine(account.text)); // not into a log: it may hold a password
        say(messages.logsAt(folder.at('logs')));
        say(messages.howToStop());
        if (!options.demo || told) return;
        demo = loadDemo(folder);
        await demo.done.catch((error: unknown) => {
          console.error(inFull(error));
          note(inFull(error));
        });
      })
      .catch(fail);
  });
  await over;
  if (failure !== undefined) return 1;
  say(messages.stopped());
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(inFull(error));
  process.exitCode = 1;
}
// Signal handlers and timers that are left must not keep it.
process.exit();
