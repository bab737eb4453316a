import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'county-test-';

/** The launcher, as built by prepare.mjs. */
async function launcher() {
  const built = new URL('../dist/libs/launcher/src/index.js', import.meta.url);
  if (!existsSync(built)) throw new Error('dist is missing: run the tests by `npm test`');
  return import(built.href);
}

/** Ends the servers of runs that were killed, and removes their folders. Runs that go on are left alone. */
export async function tidyUp() {
  const { endProcess, isRunning } = await launcher();
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    const folder = join(tmpdir(), name);
    try {
      const { owner, children } = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'));
      if (isRunning(owner)) continue;
      for (const child of children) await endProcess(child, 0);
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // Another user's, or one that is being made or removed at this moment.
    }
  }
}

/** Before the first test: a real MongoDB and a real nats-server, whose addresses the workers find in the environment. */
export default async function up() {
  const { MONGODB_URI: mongoUri, NATS_URL: natsUrl } = process.env;
  if (mongoUri && natsUrl) return;
  const { startServers, identify, inFull } = await launcher();
  await tidyUp();
  const owner = identify(process.pid);
  const dataDir = mkdtempSync(join(tmpdir(), PREFIX));
  const running = new Map();
  const changed = (one) => {
    running.set(one.name, one.id);
    const children = [...running.values()].filter(Boolean);
    if (existsSync(dataDir)) writeFileSync(join(dataDir, 'run.json'), JSON.stringify({ owner, children }));
  };
  const ignored = () => {};
  try {
    const servers = await startServers({
      dataDir,
      mongoUri: mongoUri || undefined,
      natsUrl: natsUrl || undefined,
      // In this process group: Ctrl-C ends them with the run.
      ownGroup: false,
      watcher: { changed, died: ignored, restarted: ignored, killed: ignored },
    });
    process.env.MONGODB_URI = servers.mongoUri;
    process.env.NATS_URL = servers.natsUrl;
    globalThis.__TEST_SERVERS__ = { servers, dataDir };
  } catch (error) {
    rmSync(dataDir, { recursive: true, force: true });
    throw new Error(inFull(error), { cause: error });
  }
}
