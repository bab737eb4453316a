import type { CheckInPolicy, CheckInWay, IncomingRecord } from '#contracts';

/** The ways that a record may have come by, where it shows no proof. A code or card that somebody has read without showing it here is taken at his word. */
const OF_METHOD: Record<IncomingRecord['method'], readonly CheckInWay[]> = {
  qr: ['code', 'card'],
  location: ['location'],
  'roll-call': ['roll-call'],
  paper: ['paper'],
  'back-fill': ['back-fill'],
};

const OF_PROOF: Record<NonNullable<IncomingRecord['proof']>['way'], CheckInWay> = {
  code: 'code',
  digits: 'code',
  location: 'location',
  'walk-in': 'walk-in',
};

/** The way that somebody shows. */
export const wayOf = ({ proof }: IncomingRecord): CheckInWay | undefined => proof && OF_PROOF[proof.way];

/** Whether a session takes a record that comes so. What is annulled is annulled in any way. */
export function isEnough(record: IncomingRecord, { ways }: CheckInPolicy): boolean {
  const { isJudged = false, kind, method } = record;
  const way = wayOf(record);
  // Of walk-ins an account that may import is not asked, as of whatever else it records for others.
  if (way !== undefined && (isJudged || way !== 'walk-in')) return ways.includes(way);
  return !isJudged || kind === 'annul' || OF_METHOD[method].some((w) => ways.includes(w));
}
