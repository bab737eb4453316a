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
  card: 'card',
  location: 'location',
  'walk-in': 'walk-in',
};

/** The way that somebody shows. */
export const wayOf = ({ proof }: IncomingRecord): CheckInWay | undefined => proof && OF_PROOF[proof.way];

/** Whether a session takes a record that comes so. What is annulled is annulled in any way. */
export function isEnough(record: IncomingRecord, { ways }: CheckInPolicy): boolean {
  const { isJudged = false, own = false, kind, method } = record;
  const way = wayOf(record);
  // Of what an account that may import records for others it is not asked.
  if (way !== undefined && (isJudged || own)) return ways.includes(way);
  return !isJudged || kind === 'annul' || OF_METHOD[method].some((w) => ways.includes(w));
}
