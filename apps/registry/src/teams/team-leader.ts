import { bytesOf } from '#mongo';
import type { KeyRing } from '#privacy';
import { z } from 'zod';

/** Who leads a team (负责人), and his phone. */
const sealed = z.object({ leader: z.string(), phone: z.string() });
export type TeamLeader = z.infer<typeof sealed>;

const contextOf = (teamNo: string): string => `team:${teamNo}`;

/** Seals a leader under the team's number. */
export function sealLeader(keys: KeyRing, teamNo: string, { leader, phone }: TeamLeader): Buffer {
  return keys.seal(Buffer.from(JSON.stringify({ leader, phone })), contextOf(teamNo));
}

/** @throws Error when it was altered, or belongs to another team */
export function openLeader(keys: KeyRing, teamNo: string, bytes: Buffer): TeamLeader {
  return sealed.parse(JSON.parse(keys.unseal(bytesOf(bytes), contextOf(teamNo)).toString()));
}
