import { OwnNumbers } from '#kernel';

/** Numbers of teams that are founded here, by the day of founding. */
export const TEAM_NUMBERS = new OwnNumbers('TD');
