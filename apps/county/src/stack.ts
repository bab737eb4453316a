import { anyPort, findStack, hasCounty, oneLine, optionsFromEnv, startStack } from '#launcher';
import { setTimeout as delay } from 'node:timers/promises';
import { Gateway } from './client.js';
import { type Session } from './session.js';
import { failure } from './texts.js';

const READY_SECONDS = 180;

/**
 * Works with what runs on the data folder or, where nothing runs, with a stack of its own that it stops at the end.
 * @param mayBeNew false for work that needs a county that is there
 */
export async function withStack<T>(
  session: Session,
  work: (gateway: Gateway) => Promise<T>,
  { mayBeNew = true } = {},
): Promise<T> {
  const { say, signal, env } = session;
  const options = optionsFromEnv(env);
  const running = await findReady(options.dataDir, session);
  if (running !== undefined) {
    say('using_stack', { address: running.address });
    return work(new Gateway({ ...running, signal, say }));
  }
  // Of a county that is not there nothing can be said: the folder is mistyped.
  if (!mayBeNew && !hasCounty(options)) throw failure('error.no_county', { dataDir: options.dataDir });
  say('starting_stack', { dataDir: options.dataDir });
  const port = await anyPort();
  // A folder that begins with somebody's files never gets the demo county.
  const stack = await startStack({ ...options, port, demo: false }, (text) => session.print(oneLine(text)), signal);
  try {
    say('started_stack', { address: stack.address });
    session.print(oneLine(stack.account.text));
    return await work(new Gateway({ address: stack.address, token: stack.token, signal, say }));
  } finally {
    if (!signal.aborted) say('stopping_stack');
    await stack.stop();
  }
}

/** What runs on the data folder, waited for while it starts. */
async function findReady(
  dataDir: string,
  { say, signal }: Session,
): Promise<{ address: string; token: string } | undefined> {
  const until = Date.now() + READY_SECONDS * 1000;
  let told = false;
  for (;;) {
    const found = findStack(dataDir);
    if (found === undefined || found.ready) return found;
    if (Date.now() > until) throw failure('error.not_ready', { address: found.address, seconds: READY_SECONDS });
    if (!told) say('waiting_ready');
    told = true;
    await delay(300, undefined, { signal });
  }
}
