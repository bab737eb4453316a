import { type Visit } from './visit.js';

/** Something that happens when people come to sessions, and what it amounts to. */
export interface Case {
  readonly name: string;
  /** How often, in 10,000 person-times; twice at the least. */
  readonly share: number;
  readonly play: (visit: Visit) => void;
  /** Only somebody with more than one number can do it. */
  readonly severalNumbers?: true;
}
