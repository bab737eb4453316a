import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Gateway, type ImportAnswer } from './client.js';
import { type FolderPlan, type PlannedFile } from './folder-plan.js';
import { type Session } from './session.js';
import { failure, reasonOf, text } from './texts.js';

/** Pauses between two questions how far an import is: short at first, because a small file is done at once. */
const POLL_MS = { first: 50, longest: 250 };

export interface FolderImport {
  /** When the last import ended, in epoch milliseconds. */
  readonly endedAt: number;
  readonly answers: readonly ImportAnswer[];
}

/**
 * Brings in a folder: the divisions, then all other kinds at the same time. What cannot be imported is told, and does not keep the others
 * from it; without the divisions, be they in the folder or known already, nothing else is tried.
 */
export async function importFolder(plan: FolderPlan, gateway: Gateway, session: Session): Promise<FolderImport> {
  const { divisions } = plan;
  if (divisions === undefined && !(await gateway.hasDivisions()))
    throw failure('error.no_divisions', { dir: plan.dir });
  for (const kind of plan.missing) session.say('missing', { kind: text(`kind.${kind}`).zh, name: kind });
  const { progress } = session;
  const answers: ImportAnswer[] = [];
  try {
    if (divisions !== undefined) answers.push(await importFile(divisions, gateway, session));
    if (answers.every(({ state }) => state === 'succeeded')) {
      // All of them end before the first failure is told, so that none goes on unseen.
      const others = await Promise.allSettled(plan.others.map((f) => importFile(f, gateway, session)));
      for (const one of others) {
        if (one.status === 'rejected') throw one.reason;
        answers.push(one.value);
      }
    }
  } catch (error) {
    if (session.signal.aborted) session.say('goes_on');
    throw error;
  } finally {
    progress.close();
  }
  return { answers, endedAt: Math.max(...answers.map(({ endedAt }) => Date.parse(endedAt ?? ''))) };
}

async function importFile(
  { kind, file }: PlannedFile,
  gateway: Gateway,
  { signal, progress }: Session,
): Promise<ImportAnswer> {
  const name = `${text(`kind.${kind}`).zh} ${kind}`;
  progress.update(name, 0, text('uploading').zh);
  const id = await gateway.upload(kind, file);
  for (let pause = POLL_MS.first; ; pause = Math.min(pause * 1.5, POLL_MS.longest)) {
    const answer = await gateway.importStatus(id);
    if (answer.endedAt !== null) {
      progress.finish(name, outcome(answer));
      return answer;
    }
    progress.update(name, answer.progress, text('sent').zh);
    await delay(pause, undefined, { signal });
  }
}

function outcome({ state, rows, problem }: ImportAnswer): string {
  if (state === 'failed') return text('state_failed', { problem: problem?.message ?? problem?.code ?? '' }).zh;
  const counts = text('rows', rows).zh;
  return state === 'cancelled' ? `${text('state_cancelled').zh}；${counts}` : counts;
}

/** A figure without one of its files would be a wrong figure. */
export function checkImported({ answers }: FolderImport): void {
  if (answers.some(({ state }) => state !== 'succeeded')) throw failure('error.not_imported');
}

/** Saves the refused rows in a folder, or says how to see them. */
export async function tellRefusals(
  { answers }: FolderImport,
  gateway: Gateway,
  { say, print }: Session,
  dir?: string,
): Promise<void> {
  const refused = answers.filter(({ rows }) => rows.refused > 0);
  if (refused.length === 0) return;
  const pathOf = (id: string) => `${gateway.importPath(id)}/refusals.csv`;
  if (dir === undefined) {
    say('refusals_how');
    for (const { id } of refused) print(`  ${pathOf(id)}`);
    return;
  }
  await mkdir(dir, { recursive: true }).catch((error: unknown) => {
    throw failure('error.write', { file: dir, reason: reasonOf(error) });
  });
  for (const { id, kind } of refused) {
    const file = join(dir, `${kind}-refusals.csv`);
    await gateway.save(pathOf(id), file);
    say('refusals_saved', { file });
  }
}
