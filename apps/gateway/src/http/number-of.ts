import { required } from './fields.js';
import { parse } from './malformed.js';

/** The number of a session, a team or a volunteer in an address. */
export const numberOf = (text: string, parameter = 'no'): string => parse(required(100), text, parameter);
