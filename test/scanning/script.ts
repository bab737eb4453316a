import type { Scan, Scanner, Subject } from '#scanner';
import { type Chance } from './phone.js';

const SECOND = 1_000;

/** What somebody with a device does at one moment. */
export type Act =
  | { readonly does: 'scan'; readonly subject: Subject; readonly kind: 'check-in' | 'check-out' }
  | { readonly does: 'check-out-walk-in'; readonly which: number }
  | { readonly does: 'annul'; readonly which: number };

/** Milliseconds from the beginning, and which device. */
export type Moment = Act & { readonly at: number; readonly device: number };

/** What goes on at a session: the same people at several devices, called up or by their cards, walk-ins, and what is taken back again. */
export function scriptOf(
  chance: Chance,
  {
    devices,
    moments,
    lasts,
    people,
  }: { readonly devices: number; readonly moments: number; readonly lasts: number; readonly people: number },
): Moment[] {
  const below = (n: number) => Math.floor(chance() * n);
  const acts = (n: number): Act => {
    const drawn = chance();
    if (drawn < 0.08) return { does: 'annul', which: below(50) };
    if (drawn < 0.14) return { does: 'scan', subject: { name: `来人${n}`, phone: '' }, kind: 'check-in' };
    if (drawn < 0.18) return { does: 'check-out-walk-in', which: below(50) };
    const who = String(below(people));
    const subject = chance() < 0.5 ? { card: who } : { volunteerNo: who };
    return { does: 'scan', subject, kind: chance() < 0.6 ? 'check-in' : 'check-out' };
  };
  // A second apart at least, so that no two of one person happen at once.
  return Array.from({ length: moments }, (_, n) => ({
    ...{ at: Math.floor((n * lasts) / moments / SECOND) * SECOND, device: below(devices) },
    ...acts(n),
  }));
}

/** Does what a script says at a device; the id of what was shown as accepted, if it is new. */
export async function act(
  moment: Act,
  scanner: Scanner,
  sessionNo: string,
  made: readonly Scan[],
  as: (subject: Subject) => Subject,
): Promise<string | undefined> {
  const told = await actOn(moment, scanner, sessionNo, made, as);
  return told !== undefined && 'id' in told ? told.id : undefined;
}

function actOn(
  moment: Act,
  scanner: Scanner,
  sessionNo: string,
  made: readonly Scan[],
  as: (subject: Subject) => Subject,
): Promise<{ readonly id: string } | object | undefined> {
  switch (moment.does) {
    case 'scan':
      return scanner.scan(sessionNo, as(moment.subject), moment.kind);
    case 'check-out-walk-in': {
      const came = made.filter((s) => s.who.by === 'name');
      const one = came[moment.which % Math.max(1, came.length)];
      return one === undefined ? Promise.resolve(undefined) : scanner.scan(sessionNo, { walkIn: one.id }, 'check-out');
    }
    case 'annul': {
      const scanned = made.filter((s) => s.kind !== 'annul');
      const one = scanned[moment.which % Math.max(1, scanned.length)];
      return one === undefined ? Promise.resolve(undefined) : scanner.annul(one.id);
    }
  }
}
