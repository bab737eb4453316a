import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { getModelToken } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { ANOMALY, AnomalyRepository } from '../anomalies/anomaly.repository.js';
import { SPOT_CHECK, SpotCheckRepository } from '../spot-checks/spot-check.repository.js';
import { Replicas } from '../testing/replica.js';

const EVERYWHERE = 'everywhere';
const AT = new Date('2026-05-01T00:00:00Z');

let replicas: Replicas;
beforeEach(async () => (replicas = await Replicas.start(1, 0)));
afterEach(() => replicas.end());

const collectionOf = (name: string) =>
  replicas.apps[0]!.get<Model<{ _id: string }>>(getModelToken(name), { strict: false }).collection;

// Both were kept in clear once; whoever has such data finds the texts as they were, and the database holds them no longer.
test('reasons and findings that were kept in clear are sealed at the next start, and read as before', async () => {
  const said = { decision: 'dismissed', by: 'u', at: AT };
  await collectionOf(ANOMALY).insertOne({
    ...{ _id: 'A' as never, reason: 'burst', state: 'dismissed', sessionNos: ['S'], volunteerNos: [], measured: 1 },
    ...{ account: '', division: '430922', teamNo: '', foundAt: AT, history: [{ ...said, because: '张三病了' }] },
  });
  const finding = { found: 'confirmed', by: 'u', at: AT };
  await collectionOf(SPOT_CHECK).insertOne({
    ...{ _id: 'C' as never, seed: 's', from: AT, until: AT, division: '430922', size: 1, by: 'u', at: AT },
    drawn: [
      {
        recordKey: 'k',
        findings: [
          { ...finding, text: '李四在场' },
          { ...finding, text: '' },
        ],
      },
    ],
  });
  const [anomalies, checks] = [replicas.get(AnomalyRepository), replicas.get(SpotCheckRepository)];
  for (let twice = 0; twice < 2; twice++) {
    await anomalies.onModuleInit();
    await checks.onModuleInit();
  }
  const kept = JSON.stringify([
    await collectionOf(ANOMALY).find({}).toArray(),
    await collectionOf(SPOT_CHECK).find({}).toArray(),
  ]);
  expect(kept).not.toMatch(/张三|李四|because|text/u);
  const [anomaly] = await anomalies.list({ state: null, reason: null, after: '', limit: 9, within: EVERYWHERE });
  expect(anomalies.history(anomaly!)).toEqual([{ ...said, because: '张三病了' }]);
  const check = await checks.find('C', EVERYWHERE);
  expect(check!.drawn![0]!.findings.map((f) => checks.text('C', f))).toEqual(['李四在场', '']);
});
