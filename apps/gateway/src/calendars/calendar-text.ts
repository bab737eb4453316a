import type { SessionListed } from '#contracts';
import { ICalCalendar, ICalCalendarMethod, ICalEventStatus } from 'ical-generator';

/** Sessions as an iCalendar text (RFC 5545), each known by its number, so that a calendar program follows what changes. */
export function calendarText(name: string, sessions: readonly (SessionListed & { summary: string })[]): string {
  const calendar = new ICalCalendar({
    name,
    method: ICalCalendarMethod.PUBLISH,
    prodId: { company: 'county-volunteer-service', product: 'calendar' },
    ttl: 60 * 60,
  });
  for (const { sessionNo, stage, summary, place, startsAt, endsAt } of sessions) {
    calendar.createEvent({
      id: sessionNo,
      start: new Date(startsAt),
      end: new Date(endsAt),
      summary,
      ...(place === '' ? {} : { location: place }),
      status: stage === 'cancelled' ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    });
  }
  return calendar.toString();
}
