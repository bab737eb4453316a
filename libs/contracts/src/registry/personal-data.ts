import { z } from 'zod';
import { scope } from '../access.js';
import { rpc } from '../contract.js';

const volunteerNo = z.string().min(1).max(100);

/** A volunteer (志愿者) as he is shown to who may find him: name, document and phone masked, of the date of birth the year alone. */
export const maskedVolunteer = z.object({
  volunteerNo: z.string(),
  name: z.string(),
  documentType: z.string(),
  documentNumber: z.string(),
  phone: z.string(),
  birthYear: z.int(),
  gender: z.string(),
  division: z.string(),
  teams: z.array(z.string()),
  registeredOn: z.string(),
});
export type MaskedVolunteer = z.infer<typeof maskedVolunteer>;

/** What is personal of a volunteer, in clear. */
export const unmaskedVolunteer = z.object({
  volunteerNo: z.string(),
  name: z.string(),
  documentType: z.string(),
  documentNumber: z.string(),
  bornOn: z.string(),
  phone: z.string(),
});

/** All of them within a scope; who lives outside it is as if he were not there: `VOLUNTEER.UNKNOWN`. */
export const personalData = {
  find: rpc({
    subject: 'registry.v1.personal-data.find',
    input: z.object({ volunteerNo, within: scope }),
    output: maskedVolunteer,
  }),
  /** Those who gave exactly this phone number. */
  findByPhone: rpc({
    subject: 'registry.v1.personal-data.find-by-phone',
    input: z.object({ phone: z.string().min(1).max(40), within: scope }),
    output: z.object({ volunteers: z.array(maskedVolunteer) }),
  }),
  /**
   * The masked names of some volunteers; a number that leads to nobody is left out. Without a scope: for those who are at a session or signed up for it, of which
   * whoever asks has made sure that it lies within the caller's.
   */
  names: rpc({
    subject: 'registry.v1.personal-data.names',
    input: z.object({ volunteerNos: z.array(volunteerNo).max(1_000) }),
    output: z.object({ names: z.array(z.object({ volunteerNo: z.string(), name: z.string() })) }),
  }),
  /** Whoever asks sees to it that it is in the audit log first. */
  unmask: rpc({
    subject: 'registry.v1.personal-data.unmask',
    input: z.object({ volunteerNo, within: scope }),
    output: unmaskedVolunteer,
  }),
};
