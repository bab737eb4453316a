import { rmSync } from 'node:fs';

/** After the last test: stops what test-servers-up.mjs started, and removes its folder. */
export default async function down() {
  const started = globalThis.__TEST_SERVERS__;
  if (!started) return;
  await started.servers.stop();
  rmSync(started.dataDir, { recursive: true, force: true });
}
