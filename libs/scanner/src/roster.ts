import type { Roster } from '#contracts';
import { type PublicKeys, verifyJws } from '#jws';

const EXPECTED = { typ: 'session-roster', audience: 'scanner' } as const;
/** Of the content; what comes after it may mean something else. */
const VERSION = 1;

/** Why a text is no roster to go by: altered or signed by nobody who may; another session's; its time is over. */
export type RosterRefusal = 'roster-forged' | 'roster-of-other-session' | 'roster-expired';

/** @param now by the server's clock, as far as it is known (epoch milliseconds) */
export function readRoster(
  token: string,
  keys: PublicKeys,
  { sessionNo, now }: { readonly sessionNo: string; readonly now: number },
): { readonly roster: Roster } | { readonly refused: RosterRefusal } {
  const claims = verifyJws(token, keys, EXPECTED);
  // Who has signed it has made it of the contract's schema.
  const roster = claims?.['roster'] as Roster | undefined;
  if (claims === undefined || roster?.version !== VERSION) return { refused: 'roster-forged' };
  if (claims['sub'] !== sessionNo) return { refused: 'roster-of-other-session' };
  const { exp } = claims;
  if (typeof exp !== 'number' || now >= exp * 1000) return { refused: 'roster-expired' };
  return { roster };
}
