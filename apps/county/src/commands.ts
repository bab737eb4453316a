import { type Gateway } from './client.js';
import { loadDemo, writeDemoFiles } from './demo.js';
import { type FolderPlan, planFolder } from './folder-plan.js';
import { checkImported, type FolderImport, importFolder, tellRefusals } from './import-folder.js';
import { type Commands } from './program.js';
import { recountYear } from './recount.js';
import { checkPlace, writeReport } from './report.js';
import { type Session } from './session.js';
import { withStack } from './stack.js';
import { verifyAudit } from './verify-audit.js';

/** What the commands do. Everything that can be seen to be wrong beforehand is told before anything is started. */
export function commandsOf(session: Session): Commands {
  const { path } = session;
  const maybe = (given: string | undefined) => (given === undefined ? undefined : path(given));
  async function bringIn(plan: FolderPlan, gateway: Gateway, refusals: string | undefined): Promise<FolderImport> {
    const imported = await importFolder(plan, gateway, session);
    await tellRefusals(imported, gateway, session, maybe(refusals));
    checkImported(imported);
    return imported;
  }
  /** Without divisions nothing can be begun with. */
  const mayBegin = ({ divisions }: FolderPlan) => ({ mayBeNew: divisions !== undefined });
  return {
    async year({ dir, year, out, refusals }) {
      const plan = await planFolder(path(dir));
      await checkPlace(path(out));
      await withStack(
        session,
        async (gateway) => {
          const { endedAt } = await bringIn(plan, gateway, refusals);
          session.say('waiting_counted');
          await writeReport({ year, format: 'xlsx', out: path(out) }, gateway, session, endedAt);
        },
        mayBegin(plan),
      );
    },

    async import({ dir, refusals }) {
      const plan = await planFolder(path(dir));
      await withStack(session, (gateway) => bringIn(plan, gateway, refusals), mayBegin(plan));
    },

    async report({ out, ...what }) {
      await checkPlace(path(out));
      await withStack(session, (gateway) => writeReport({ ...what, out: path(out) }, gateway, session), {
        mayBeNew: false,
      });
    },

    async recount({ year, division }) {
      await withStack(session, (gateway) => recountYear(year, division, gateway, session), { mayBeNew: false });
    },

    async notCounted({ year, out }) {
      const file = path(out);
      await checkPlace(file);
      await withStack(
        session,
        async (gateway) => {
          await gateway.save(gateway.reportPath(year, undefined, '/not-counted.csv'), file);
          session.say('list_written', { file });
        },
        { mayBeNew: false },
      );
    },

    async resetPassword({ username }) {
      await withStack(
        session,
        async (gateway) => session.say('password_reset', { ...(await gateway.resetPassword(username)), username }),
        { mayBeNew: false },
      );
    },

    async verifyAudit({ known }) {
      await withStack(session, (gateway) => verifyAudit(known, gateway, session), { mayBeNew: false });
    },

    async demo({ filesOnly, ...options }) {
      if (filesOnly === undefined) await loadDemo(options, session);
      else await writeDemoFiles(options, path(filesOnly), session);
    },
  };
}
