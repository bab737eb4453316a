import { BY_HAND, distinct, type Flag, IMPORT, type Observed } from './observed.js';

export interface SessionBounds {
  readonly shared_device_accounts: number;
  readonly equal_positions: number;
  readonly equal_hours: number;
  readonly back_fill_percent: number;
}

/** What is odd about one session; a pure function of all records that count at it, in whatever order. */
export function anomaliesOfSession(
  sessionNo: string,
  records: readonly Observed[],
  bounds: SessionBounds,
): readonly Flag[] {
  return [
    ...sharedDevices(sessionNo, records, bounds.shared_device_accounts),
    ...equalPositions(sessionNo, records, bounds.equal_positions),
    ...equalHours(sessionNo, records, bounds.equal_hours),
    ...backFillShare(sessionNo, records, bounds.back_fill_percent),
    ...skewedClocks(sessionNo, records),
  ];
}

/** Many people who each checked in by his own account, all by one device. */
function sharedDevices(sessionNo: string, records: readonly Observed[], least: number): Flag[] {
  const own = records.filter(
    (r) =>
      r.kind === 'check-in' &&
      (r.method === 'qr' || r.method === 'location') &&
      r.deviceId !== '' &&
      r.account !== IMPORT,
  );
  return [...Map.groupBy(own, (r) => r.deviceId)].flatMap(([deviceId, all]) => {
    const accounts = new Set(all.map((r) => r.account)).size;
    if (accounts < least) return [];
    return [flag('shared_device', [sessionNo, deviceId], [sessionNo], all, accounts)];
  });
}

/** Many people at exactly the same coordinates: two phones side by side do not tell the same. */
function equalPositions(sessionNo: string, records: readonly Observed[], least: number): Flag[] {
  const known = records.filter((r) => r.coordinates !== undefined);
  return [...Map.groupBy(known, (r) => r.coordinates ?? '')].flatMap(([coordinates, all]) => {
    const persons = personsIn(all);
    if (persons < least) return [];
    return [flag('equal_positions', [sessionNo, coordinates], [sessionNo], all, persons)];
  });
}

/** Many people whom somebody has written down as having come and gone at exactly the same times. */
function equalHours(sessionNo: string, records: readonly Observed[], least: number): Flag[] {
  const hours = [...Map.groupBy(records, (r) => r.person).values()].flatMap((all) => {
    const of = (kind: Observed['kind']) => all.filter((r) => r.kind === kind).map((r) => r.occurredAt);
    const [ins, outs] = [of('check-in'), of('check-out')];
    if (ins.length === 0 || outs.length === 0 || !all.every((r) => BY_HAND.includes(r.method))) return [];
    return [{ hours: `${String(Math.min(...ins))}-${String(Math.max(...outs))}`, all }];
  });
  return [...Map.groupBy(hours, (h) => h.hours)].flatMap(([times, those]) => {
    if (those.length < least) return [];
    return [
      flag(
        'equal_hours',
        [sessionNo, times],
        [sessionNo],
        those.flatMap((h) => h.all),
        those.length,
      ),
    ];
  });
}

/** More than so many percent of the attendances rest on back-fill alone. */
function backFillShare(sessionNo: string, records: readonly Observed[], percent: number): Flag[] {
  const checkIns = records.filter((r) => r.kind === 'check-in');
  const attended = [...Map.groupBy(checkIns, (r) => r.person).values()];
  const declared = attended.filter((all) => all.every((r) => r.method === 'back-fill'));
  if (declared.length * 100 <= attended.length * percent) return [];
  const share = Math.floor((declared.length * 100) / attended.length);
  return [flag('back_fill_share', [sessionNo], [sessionNo], declared.flat(), share)];
}

/** Records of an account whose device's clock was off by more than is usual. They count by that clock, so whoever sets it decides how long he was there. */
function skewedClocks(sessionNo: string, records: readonly Observed[]): Flag[] {
  const skewed = records.filter((r) => r.clockOffset !== undefined);
  return [...Map.groupBy(skewed, (r) => r.account)].map(([account, all]) => {
    const most = Math.max(...all.map((r) => Math.abs(r.clockOffset ?? 0)));
    return { ...flag('clock_skew', [sessionNo, account], [sessionNo], all, Math.round(most / 60_000)), account };
  });
}

const personsIn = (records: readonly Observed[]): number => new Set(records.map((r) => r.person)).size;

function flag(
  reason: Flag['reason'],
  subject: readonly string[],
  sessionNos: readonly string[],
  records: readonly Observed[],
  measured: number,
): Flag {
  const volunteerNos = distinct(records.map((r) => r.volunteerNo));
  return { reason, subject: JSON.stringify(subject), sessionNos: distinct(sessionNos), volunteerNos, measured };
}
