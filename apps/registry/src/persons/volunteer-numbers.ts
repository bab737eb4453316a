import { OwnNumbers } from '#kernel';

/** Numbers of volunteers who are registered here, by the day on which they are. */
export const VOLUNTEER_NUMBERS = new OwnNumbers('ZY');
