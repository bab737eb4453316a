import type { CheckInWay, position } from '#contracts';
import type { z } from 'zod';

export type Position = z.infer<typeof position>;

/** What stands beside a record about how somebody checked in; times and offsets in milliseconds, distances in metres. */
export interface Evidence {
  /** The way that was shown; left out where nothing was, and only the device's clock is known. */
  readonly way?: CheckInWay;
  /** Of the rotating code. */
  readonly slot?: number;
  /** The card that he showed. */
  readonly cardId?: string;
  /** Where he was, the nearest site and how far from it, and whether he was asked because his phone did not know well. */
  readonly position?: Position;
  readonly site?: string;
  readonly distance?: number;
  readonly isConfirmed?: boolean;
  /** By how much the server's clock was ahead of the device's, and whether that is more than is usual. */
  readonly clockOffset?: number;
  readonly isSkewed?: boolean;
}

/** Bands of distance (metres), by their upper ends; beyond the last is the band `''`. */
const BANDS = [50, 100, 200, 500, 1_000, 5_000] as const;

/** What stays of a distance when the position is gone. */
export function bandOf(distance: number): string {
  const upper = BANDS.findIndex((metres) => distance <= metres);
  return upper === -1 ? '' : `${String(BANDS[upper - 1] ?? 0)}-${String(BANDS[upper])}`;
}
