import { z } from 'zod';

/** A record as the processes take it that the service is measured against. */
export const bareRecord = z.object({
  id: z.uuid(),
  sessionNo: z.string().min(1).max(100),
  volunteerNo: z.string().min(1).max(100),
  kind: z.enum(['check-in', 'check-out', 'annul']),
  occurredAt: z.iso.datetime({ offset: true }),
  method: z.enum(['qr', 'location', 'roll-call', 'paper', 'back-fill']),
  deviceId: z.string().max(200).default(''),
});

/** The document that they keep of it. */
export function bareDocument({ id, occurredAt, ...rest }: z.output<typeof bareRecord>) {
  const now = new Date();
  return { _id: id, ...rest, occurredAt: new Date(occurredAt), receivedAt: now, storedAt: now };
}

/** How they write: on disk on a majority. */
export const DURABLY = { w: 'majority', journal: true } as const;
