import { required } from './fields.js';
import { parse } from './malformed.js';

const number = required(100);

/** The number of a session, a team or a volunteer in an address. */
export const numberOf = (text: string, parameter = 'no'): string => parse(number, text, parameter);
