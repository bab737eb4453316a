import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ContractClient } from '#messaging';
import { Transactions } from '#mongo';
import { getModelToken } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { ANOMALY, type AnomalyDocument, AnomalyRepository } from '../anomalies/anomaly.repository.js';
import { BACK_FILL, type BackFillDocument, BackFillRepository } from '../back-fills/back-fill.repository.js';
import { DISPUTE, type DisputeDocument, DisputeRepository } from '../disputes/dispute.repository.js';
import { DECISION, type DecisionDocument, DecisionRepository } from '../recognition/decision.repository.js';
import { SPOT_CHECK, type SpotCheckDocument, SpotCheckRepository } from '../spot-checks/spot-check.repository.js';
import { Replicas, START } from '../testing/replica.js';
import { Forgetting } from './forgetting.js';

const AT = new Date(START);
const BY = { account: 'clerk', name: '李四', volunteerNo: '' };
const NUMBERS = ['erased', 'stays', 'unknown'];

let replicas: Replicas;

beforeAll(async () => {
  replicas = await Replicas.start(1, 0);
  // Of the numbers that it is asked about, the registry knows neither `unknown`, nor that it was erased.
  const call = (_: unknown, { volunteerNos }: { volunteerNos: string[] }) =>
    Promise.resolve({ erased: volunteerNos.filter((no) => no === 'erased') });
  Object.assign(replicas.get(ContractClient), { call });
  for (const volunteerNo of NUMBERS) await written(volunteerNo);
  await sampled();
});
afterAll(() => replicas.end());

/** A dispute that was rejected, taken to the office and is open there; a request for a back-fill; a decision about a day. */
async function written(volunteerNo: string): Promise<void> {
  const _id = `of-${volunteerNo}`;
  const [disputes, transactions] = [replicas.get(DisputeRepository), replicas.get(Transactions)];
  const at = { openedAt: AT, dueAt: AT, cameAt: null, leftAt: null };
  await disputes.addOnce(
    {
      ...{ _id, volunteerNo, sessionNo: 'S', recordId: '', about: _id, division: '', teamNo: '', opened: BY, ...at },
      ...{ claim: 'missing', state: 'open', level: 'organiser', decisions: [] },
      records: { annulment: 'a', checkIn: 'b', checkOut: 'c' },
    },
    '我住院了',
  );
  const rejection = { decision: 'rejected', because: '无人看见', by: BY, at: AT } as const;
  await transactions.run((session) => disputes.decide({ _id, level: 'organiser' }, rejection, session));
  await disputes.appeal(_id, { text: '医院可证明', by: BY, at: AT, dueAt: AT });
  await replicas.get(BackFillRepository).addOnce(
    {
      ...{ _id, recordId: 'r', sessionNo: 'S', volunteerNo, kind: 'check-in', occurredAt: AT, state: 'open' },
      ...{ requested: BY, requestedAt: AT },
    },
    { reason: '手机坏了', evidence: '照片' },
  );
  const decided = {
    decision: 'approved',
    minutes: 900,
    approved: 900,
    account: 'clerk',
    name: '李四',
    at: AT,
  } as const;
  const day = { _id, volunteerNo, day: '2022-05-01', level: 'parent', n: 1 } as const;
  await transactions.run((session) =>
    replicas.get(DecisionRepository).add({ ...day, ...decided }, '照顾病人', session),
  );
}

/** A sample in which each of them was drawn, and what was found of each. */
async function sampled(): Promise<void> {
  const spotChecks = replicas.get(SpotCheckRepository);
  const drawn = NUMBERS.map((volunteerNo, i) => ({
    ...{ recordKey: String(i), sessionNo: 'S', sessionName: '', startsAt: AT, volunteerNo },
    ...{ evidence: 'attested' as const, checkedInAt: AT, checkedOutAt: null, findings: [] },
  }));
  const place = { seed: 'seed', division: '430922001', size: 3, by: 'clerk', from: AT, until: AT, at: AT };
  await spotChecks.add({ _id: 'sample', ...place });
  await spotChecks.keepDrawn('sample', drawn);
  for (const { recordKey } of drawn)
    for (const text of ['电话无人接听', ''])
      await spotChecks.addFinding('sample', 'everywhere', recordKey, {
        ...{ found: 'not-reached', text, by: 'clerk' },
        at: AT,
      });
}

const all = <D>(name: string): Promise<D[]> =>
  replicas.apps[0]!.get<Model<D>>(getModelToken(name), { strict: false }).find().lean<D[]>();
const disputeOf = async (no: string) => (await all<DisputeDocument>(DISPUTE)).find((d) => d.volunteerNo === no)!;

const findingsOf = async (no: string) =>
  (await all<SpotCheckDocument>(SPOT_CHECK))[0]!.drawn!.find((d) => d.volunteerNo === no)!.findings;

/** Every word that is still there of a person. */
async function wordsOf(no: string): Promise<string[]> {
  const [disputes, backFills] = [replicas.get(DisputeRepository), replicas.get(BackFillRepository)];
  const { _id: id, sealed, appealed, decisions } = await disputeOf(no);
  const backFill = (await all<BackFillDocument>(BACK_FILL)).find((d) => d.volunteerNo === no)!;
  const day = (await all<DecisionDocument>(DECISION)).find((d) => d.volunteerNo === no)!;
  return [
    disputes.words(id, 'text', sealed),
    disputes.words(id, 'appeal', appealed!.sealed),
    ...decisions.map((d) => disputes.words(id, `decision ${d.level}`, d.sealed)),
    ...Object.values(backFills.said(backFill)),
    replicas.get(DecisionRepository).because(day),
    ...(await findingsOf(no)).map((f) => replicas.get(SpotCheckRepository).text('sample', f)),
  ];
}

test('what is written about whoever was erased goes, what was decided stays, and of others everything', async () => {
  const before = await wordsOf('erased');
  expect(before).toEqual(['我住院了', '医院可证明', '无人看见', '手机坏了', '照片', '照顾病人', '电话无人接听', '']);
  await replicas.get(Forgetting).look();
  expect(await wordsOf('erased')).toEqual(before.map(() => ''));
  for (const name of [DISPUTE, BACK_FILL, DECISION]) {
    const left = (await all<{ volunteerNo: string }>(name)).find((d) => d.volunteerNo === 'erased');
    expect(JSON.stringify(left)).not.toContain('"sealed"');
  }
  expect(await findingsOf('erased')).toMatchObject([{ found: 'not-reached' }, { found: 'not-reached', by: 'clerk' }]);
  expect(JSON.stringify(await findingsOf('erased'))).not.toContain('"sealed"');
  expect(await disputeOf('erased')).toMatchObject({ state: 'open', decisions: [{ decision: 'rejected', by: BY }] });
  for (const no of ['stays', 'unknown']) expect(await wordsOf(no)).toEqual(before);
});

test('what is written after that goes the next time', async () => {
  const disputes = replicas.get(DisputeRepository);
  const decision = { decision: 'rejected', because: '仍无人看见', by: BY, at: AT } as const;
  await replicas
    .get(Transactions)
    .run((session) => disputes.decide({ _id: 'of-erased', level: 'office' }, decision, session));
  expect(await wordsOf('erased')).toContain('仍无人看见');
  await replicas.get(Forgetting).look();
  expect(new Set(await wordsOf('erased'))).toEqual(new Set(['']));
  expect((await disputeOf('erased')).decisions).toHaveLength(2);
});

test('what people write is nowhere in clear', async () => {
  const anomalies = replicas.get(AnomalyRepository);
  const flag = { reason: 'equal_hours', subject: 'S', sessionNos: ['S'], volunteerNos: NUMBERS, measured: 3 } as const;
  await anomalies.add([flag], new Map(), AT);
  const [{ _id } = { _id: '' }] = await all<AnomalyDocument>(ANOMALY);
  const said = { decision: 'explained', because: '集体进退场', by: 'clerk', at: AT } as const;
  for (const decided of [said, { ...said, because: '已核对签到表' }])
    await anomalies.decide(_id, 'everywhere', decided);
  const [found] = await all<AnomalyDocument>(ANOMALY);
  expect(anomalies.history(found!).map((h) => h.because)).toEqual(['集体进退场', '已核对签到表']);
  for (const name of [ANOMALY, SPOT_CHECK, DISPUTE, BACK_FILL, DECISION]) {
    const written = JSON.stringify(await all(name));
    for (const word of ['进退场', '签到表', '无人接听', '住院', '医院', '无人看见', '手机坏', '照顾'])
      expect([name, written.includes(word)]).toEqual([name, false]);
  }
});
