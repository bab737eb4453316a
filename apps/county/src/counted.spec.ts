import { describe, expect, it } from '@jest/globals';
import { Gateway } from './client.js';
import { untilCounted } from './counted.js';

const cell = {};
const report = (asOf: string) => ({
  ...{ year: 2022, division: null, divisionName: null, asOf, labels: { divisions: {}, teams: {} } },
  ...{ teams: 1, registeredVolunteers: 2, sessions: 3, personTimes: 4, participants: 5, minutes: 6, covered: 7 },
  ...{ verifiedPersonTimes: 0, sessionsWithOnlineCheckIn: 0, activeRate: null },
  ...{ byTownship: cell, byTeam: cell, byCategory: cell, byCampaign: cell, byMonth: cell, byEvidence: cell },
  ...{ byGender: cell, byPoliticalStatus: cell, byAgeBand: cell, byHomeTownship: cell },
});

/** A gateway that gives these answers, the last one again and again. */
function gatewayWith(answers: readonly (() => Response)[], patienceMs = 60_000) {
  const urls: string[] = [];
  const said: string[] = [];
  const say = (key: string) => void said.push(key);
  const signal = new AbortController().signal;
  const fetch = (url: string) => {
    const answer = answers[Math.min(urls.length, answers.length - 1)]!;
    urls.push(url);
    return new Promise<Response>((resolve) => resolve(answer()));
  };
  const gateway = new Gateway({ address: 'http://here', token: 't', signal, say, fetch, patienceMs });
  return { gateway, urls, said, signal, say };
}

const ok = (asOf: string) => () => Response.json(report(asOf));
const busy = () => new Response('', { status: 503, headers: { 'Retry-After': '0' } });
const lost = () => {
  throw new TypeError('fetch failed', { cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }) });
};
const ended = Date.parse('2023-01-05T10:00:05.700+08:00');

describe('waiting until counted', () => {
  it('goes on until a second later than the last import, through busy and lost answers', async () => {
    const answers = [
      ok('2023-01-05T09:59:00+08:00'),
      busy,
      lost,
      ok('2023-01-05T10:00:05+08:00'),
      ok('2023-01-05T10:00:06+08:00'),
    ];
    const { gateway, urls, said, signal, say } = gatewayWith(answers);
    const found = await untilCounted(() => gateway.report(2022, '431126'), ended, { signal, say, pauseMs: 1 });
    expect(found.asOf).toBe('2023-01-05T10:00:06+08:00');
    expect(urls).toHaveLength(5);
    expect(new Set(urls)).toEqual(new Set(['http://here/api/v1/reports/years/2022?division=431126']));
    expect(said).toEqual(['waiting_for']);
  });

  it('is given up where the count stands still', async () => {
    const { gateway, signal, say } = gatewayWith([ok('2023-01-05T09:59:00+08:00')]);
    const waiting = untilCounted(() => gateway.report(2022), ended, { signal, say, pauseMs: 1, standstillMs: 20 });
    await expect(waiting).rejects.toThrow(/09:59:00/);
  });

  it('ends at a gateway that stays away, and at once at a refusal', async () => {
    const away = gatewayWith([lost], 50);
    await expect(away.gateway.report(2022)).rejects.toThrow(/ECONNREFUSED/);
    const unknown = gatewayWith([
      () => Response.json({ code: 'DIVISION.UNKNOWN', detail: '没有代码为 9 的区划' }, { status: 404 }),
    ]);
    await expect(unknown.gateway.report(2022, '9')).rejects.toMatchObject({
      text: { zh: expect.stringContaining('没有代码为 9 的区划') },
    });
    expect(unknown.urls).toHaveLength(1);
  });
});
