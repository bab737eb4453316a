import type { CreditRule, SessionState } from '#attendance';
import {
  type CheckInPolicy,
  type Exclusion,
  type QualificationCode,
  type SessionListed,
  type Stage,
  USUAL_CHECK_IN,
} from '#contracts';
import type { Post } from '#sign-up';
import type { InCharge } from '../sessions/person-in-charge.js';

/** What a planned session and an activity are about and what is prepared for them, as it is stored. */
export interface Described extends InCharge {
  name: string;
  campaign: string;
  category: string;
  teamNo: string;
  division: string;
  place: string;
  creditRule: CreditRule;
  /** Missing where it is service. */
  isTraining?: boolean;
  risks: string;
  safeguards: string;
  exclusions: Exclusion[];
  /** `qualifications` is not there in those that were stored before posts could ask for any. */
  posts: (Post & { name: string; qualifications?: QualificationCode[] })[];
  /** Missing in what was planned before there was such a thing. */
  checkIn?: CheckInPolicy;
}

/** How people check in, in a schema. */
export const CHECK_IN = {
  type: {
    ways: [String],
    sites: [{ _id: false, name: String, latitude: Number, longitude: Number, datum: String, radiusMetres: Number }],
  },
  _id: false,
  default: undefined,
};

/** Its fields in a schema. */
export const DESCRIBED = {
  name: String,
  campaign: String,
  category: String,
  teamNo: String,
  division: String,
  place: String,
  creditRule: { type: String, required: true },
  isTraining: Boolean,
  personInCharge: Buffer,
  risks: String,
  safeguards: String,
  exclusions: [String],
  posts: [
    { _id: false, id: String, name: String, capacity: Number, qualifications: { type: [String], default: undefined } },
  ],
  checkIn: CHECK_IN,
};

/** The rules of sign-up that are no times, in a schema. */
export const WHO_AND_HOW_LONG = {
  minimumAge: Number,
  maximumAge: Number,
  offerMinutes: Number,
  approval: Boolean,
  onlyOneOf: String,
};

/** What everybody who sees it is shown of it. */
export function shownOf(d: Described) {
  const { checkIn = USUAL_CHECK_IN, isTraining = false } = d;
  const { name, campaign, category, teamNo, division, place, creditRule, risks, safeguards, exclusions } = d;
  const posts = d.posts.map(({ qualifications = [], ...post }) => ({ ...post, qualifications }));
  return {
    ...{ name, campaign, category, teamNo, division, place, creditRule, risks, safeguards, exclusions, posts, checkIn },
    isTraining,
  };
}

/** What is listed of a session, planned here or brought in by a file. */
export type Listed = Pick<Described, 'name' | 'campaign' | 'category' | 'teamNo' | 'division' | 'place'> & {
  readonly _id: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
} & ({ readonly stage: Stage } | { readonly state: SessionState });

export function listed(d: Listed): SessionListed {
  const { _id: sessionNo, name, campaign, category, teamNo, division, place, startsAt, endsAt } = d;
  return {
    ...{ sessionNo, name, campaign, category, teamNo, division, place },
    stage: 'stage' in d ? d.stage : d.state,
    startsAt: startsAt.getTime(),
    endsAt: endsAt.getTime(),
  };
}
