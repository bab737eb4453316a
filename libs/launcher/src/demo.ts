import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type DataFolder } from './data-folder.js';
import { messages, UserError } from './messages.js';
import { mainOf, nodeProgram, plainEnv } from './services.js';

export interface DemoLoading {
  /** Resolves when it is loaded and noted; rejects with a `UserError`. */
  readonly done: Promise<void>;
  stop(): void;
}

/** Has the command line load the demo county into the stack that runs on this folder, once, and only when the folder began with it. */
export function loadDemo(folder: DataFolder): DemoLoading {
  if (folder.state().demo !== 'wanted') return { done: Promise.resolve(), stop: () => undefined };
  const main = mainOf('county');
  if (!existsSync(main)) {
    return { done: Promise.reject(new UserError(messages.demoMissing(main))), stop: () => undefined };
  }
  let stopped = false;
  let child: ChildProcess | undefined;
  const done = new Promise<void>((resolve, reject) => {
    const env = { ...plainEnv(), DATA_DIR: folder.path };
    child = spawn(nodeProgram(), [main, 'demo'], { env, stdio: ['ignore', 'inherit', 'inherit'], detached: true });
    const failed = (how: string): void => reject(new UserError(messages.demoFailed(how)));
    child.on('error', (error) => failed(error.message));
    child.on('exit', (code, signal) => {
      if (code === 0) {
        folder.note({ demo: 'loaded' });
        resolve();
      } else if (stopped) resolve();
      else failed(signal ?? `exit code ${code ?? '?'}`);
    });
  });
  return {
    done,
    stop: () => {
      stopped = true;
      child?.kill('SIGTERM');
    },
  };
}
