import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

/** `sysconf(_SC_CLK_TCK)` wherever Linux runs Node. */
const TICKS_A_SECOND = 100;

export const machine = (): string =>
  `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, ${process.platform}`;

/** Every process below one, itself included, by `ps`. */
function familyOf(pid: number): { pid: number; memoryKib: number; command: string }[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,rss=,args='], { encoding: 'utf8' }).trim().split('\n');
  const all = lines.map((line) => {
    const [own, parent, rss, ...command] = line.trim().split(/\s+/);
    return { pid: Number(own), parent: Number(parent), memoryKib: Number(rss), command: command.join(' ') };
  });
  const family = new Set([pid]);
  for (let before = 0; before !== family.size;) {
    before = family.size;
    for (const one of all) if (family.has(one.parent)) family.add(one.pid);
  }
  return all.filter((one) => family.has(one.pid));
}

/** Watches the memory (resident set) of the Node processes below a process; `stop` gives the most that was seen, in MiB. */
export function watchNodeMemory(pid: number): { stop: () => number } {
  let most = 0;
  const look = () => {
    const node = familyOf(pid).filter((one) => /(^|\/)node /.test(one.command));
    most = Math.max(most, node.reduce((sum, one) => sum + one.memoryKib, 0) / 1024);
  };
  const timer = setInterval(look, 500);
  return {
    stop: () => {
      clearInterval(timer);
      look();
      return most;
    },
  };
}

/** Seconds of processor time that the processes below one have used so far, itself left out (Linux). */
export function secondsUsedBelow(pid: number): number {
  return familyOf(pid).reduce((sum, one) => {
    if (one.pid === pid) return sum;
    try {
      // The 14th and 15th field, of which the second is a name in parentheses (proc(5)).
      const fields = readFileSync(`/proc/${one.pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? [];
      return sum + (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
    } catch {
      return sum; // `ps` itself has ended
    }
  }, 0);
}

/** Runs a program to its end and gives its output. @throws Error when it fails */
export async function run(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [output, code] = await Promise.all([text(child.stdout), ended]);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}`);
  return output;
}

/** Seconds from `npm start` until the gateway says that it is ready; ends it again. */
export async function secondsToReady(port: number, dataDir: string): Promise<number> {
  const start = performance.now();
  const launcher = spawn('npm', ['start'], {
    env: { ...process.env, PORT: String(port), DATA_DIR: dataDir, DEMO: 'off' },
    stdio: 'ignore',
    detached: true,
  });
  const ended = new Promise((resolve) => launcher.on('close', resolve));
  try {
    for (;;) {
      if (launcher.exitCode !== null) throw new Error('npm start has ended by itself');
      const ready = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
      if (ready?.status === 200) return (performance.now() - start) / 1000;
      await sleep(20);
    }
  } finally {
    if (launcher.pid !== undefined) process.kill(-launcher.pid, 'SIGTERM');
    await ended;
  }
}
