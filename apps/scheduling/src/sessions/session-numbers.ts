import { OwnNumbers } from '#kernel';

/** Numbers of sessions that are planned here, by the day of the session. */
export const SESSION_NUMBERS = new OwnNumbers('HD');
