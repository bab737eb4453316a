import { linkSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** When this process started, in the kernel's own count, so that a process number used again is not taken for its former owner. */
function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return '';
  }
}

function isHeld(owner) {
  const [pid, start] = owner.split(' ');
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    if (error.code === 'ESRCH') return false;
  }
  return start === startOf(pid);
}

function take(file, mine) {
  const draft = `${file}-${process.pid}`;
  writeFileSync(draft, mine);
  try {
    linkSync(draft, file); // fails if it exists, and appears with its content: nobody reads an empty lock
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  } finally {
    unlinkSync(draft);
  }
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Removes the lock of a dead process. Moved away first and looked at again: in between another may have taken it anew. */
function removeStale(file, seen) {
  const aside = `${file}-stale-${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (read(aside) !== seen) {
    try {
      linkSync(aside, file);
    } catch {
      // A third one took it meanwhile; two owners at worst repeat the same work.
    }
  }
  rmSync(aside, { force: true });
}

/** Runs `work` while no other process does so under the same lock file; the lock of a process that was killed is taken over. */
export async function withLock(file, onWait, work) {
  const mine = `${process.pid} ${startOf(process.pid)}`;
  let told = false;
  while (!take(file, mine)) {
    const owner = read(file);
    if (owner !== undefined && !isHeld(owner)) removeStale(file, owner);
    else if (!told) {
      told = true;
      onWait();
    }
    await sleep(100);
  }
  const release = () => {
    if (read(file) === mine) rmSync(file, { force: true });
  };
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}
