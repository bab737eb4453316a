import { expect, test } from '@jest/globals';
import type { SessionFacts } from '#attendance';
import type { Scan, Subject } from '#scanner';
import fc from 'fast-check';
import { attendancesOf, Ledger } from './scanning/ledger.js';
import { chanceOf, NO_TROUBLE, Phone, type Trouble } from './scanning/phone.js';
import { act, type Moment, scriptOf } from './scanning/script.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.parse('2026-10-01T09:00:00+08:00');
const SESSION: SessionFacts = { startsAt: START, endsAt: START + 2 * HOUR, state: 'ended', creditRule: 'check-out' };
const NO = 'S/1';
const isKnown = (no: string) => /^V/.test(no);

/** Cards are said here, not signed: whether they hold is another test's. */
const as = (subject: Subject): Subject =>
  'card' in subject
    ? { card: unknownCard(subject.card) }
    : 'volunteerNo' in subject
      ? { volunteerNo: `V${subject.volunteerNo}` }
      : subject;
/** Of a key that no phone has: the server reads it. */
const header = Buffer.from(JSON.stringify({ alg: 'EdDSA', kid: 'new' })).toString('base64url');
const unknownCard = (who: string) => `${header}.${Buffer.from(who).toString('base64url')}.`;
const cardNo = (card: string) => `V${Buffer.from(card.split('.')[1] ?? '', 'base64url').toString()}`;

interface Ended {
  readonly ledger: Ledger;
  readonly shown: ReadonlySet<string>;
  readonly scans: readonly Scan[];
  readonly reboots: number;
}

/** What several phones have made of a script, on networks of one kind of trouble, when all of it is handed in at last. */
async function play(script: readonly Moment[], devices: number, seed: number, trouble: Trouble): Promise<Ended> {
  const chance = chanceOf(seed);
  const ledger = new Ledger(cardNo, chance, trouble.lost);
  let now = START;
  const phones = Array.from({ length: devices }, (_, i) => {
    // Some clocks are off, one by hours.
    const off = i === 0 ? 5 * HOUR : i === 1 ? -3 * MINUTE : 0;
    const send: ConstructorParameters<typeof Phone>[0]['send'] = (request) => ledger.answer(request);
    return new Phone({ now: () => now + off, send, ids: chance, chance });
  });
  for (const phone of phones) phone.trouble = trouble;
  const shown = new Set<string>();
  for (const moment of script) {
    now = START - 30 * MINUTE + moment.at;
    const phone = phones[moment.device]!;
    const made = await phone.does((s) => s.scans(NO));
    const id = await phone.does((s) => act(moment, s, NO, made, as));
    if (id !== undefined) shown.add(id);
    const other = phones[Math.floor(chance() * devices)]!;
    if (chance() < 0.5) await other.tries((s) => s.sync());
  }
  // In any order, until each has nothing left; then once more, which changes nothing.
  ledger.brokenOff = 0;
  for (const phone of phones) phone.trouble = NO_TROUBLE;
  for (const phone of [...phones].sort(() => chance() - 0.5))
    expect(await phone.does((s) => s.sync())).toEqual({ state: 'done' });
  const scans = (await Promise.all(phones.map((p) => p.does((s) => s.scans(NO))))).flat();
  return { ledger, shown, scans, reboots: phones.reduce((n, p) => n + p.reboots, 0) };
}

const some = fc.double({ min: 0, max: 0.4, noNaN: true });
const troubles = fc.record({
  ...{
    reboot: fc.double({ min: 0, max: 0.08, noNaN: true }),
    lost: some,
    unanswered: some,
    repeated: some,
    hotspot: some,
  },
});

test('whatever is lost, cut, repeated and in whatever order it is handed in, each accepted scan is kept once and the attendances are the same', async () => {
  let reboots = 0;
  let attended = 0;
  const seeds = { script: fc.nat(), one: fc.nat(), other: fc.nat() };
  await fc.assert(
    fc.asyncProperty(
      fc.record({ ...seeds, devices: fc.integer({ min: 1, max: 5 }), moments: fc.integer({ min: 1, max: 40 }) }),
      troubles,
      async ({ script: seed, one, other, devices, moments }, trouble) => {
        const script = scriptOf(chanceOf(seed), { devices, moments, lasts: 3 * HOUR, people: 4 });
        const runs = [
          await play(script, devices, one, trouble),
          await play(script, devices, other, trouble),
          await play(script, devices, one, NO_TROUBLE),
        ];
        const found = runs.map(({ ledger, shown, scans }) => {
          expect([...ledger.contents.keys()].sort()).toEqual(scans.map((s) => s.id).sort());
          for (const id of shown) expect(ledger.contents.has(id)).toBe(true);
          for (const all of ledger.contents.values())
            expect(new Set(all.map((r) => JSON.stringify({ ...r, receivedAt: 0 }))).size).toBe(1);
          expect(scans.map((s) => s.state)).toEqual(scans.map(() => 'kept'));
          return attendancesOf(ledger.standing(), SESSION, isKnown);
        });
        expect(found[1]).toEqual(found[0]);
        expect(found[2]).toEqual(found[0]);
        // Nobody who did not see that it was recorded has recorded it twice.
        expect(new Set(runs.map((r) => r.scans.length)).size).toBe(1);
        reboots += runs.reduce((n, r) => n + r.reboots, 0);
        attended += found[0]!.size;
      },
    ),
    { numRuns: 150 },
  );
  expect([reboots > 100, attended > 100]).toEqual([true, true]);
});

test('two devices that have both accepted the same person make one attendance of him', async () => {
  const both: Moment[] = [0, 1].map((n) => ({
    ...{ at: (40 + n) * MINUTE, device: n + 2, does: 'scan', subject: { card: '7' }, kind: 'check-in' },
  }));
  const left: Moment = { at: 100 * MINUTE, device: 2, does: 'scan', subject: { volunteerNo: '7' }, kind: 'check-out' };
  const { ledger, shown } = await play([...both, left], 4, 1, NO_TROUBLE);
  expect([shown.size, ledger.contents.size]).toEqual([3, 3]);
  const attendances = attendancesOf(ledger.standing(), SESSION, isKnown);
  expect([...attendances.keys()]).toEqual(['V7']);
  expect(attendances.get('V7')).toMatchObject([{ sessionNo: NO, evidence: 'verified', minutes: 60 }]);
});
