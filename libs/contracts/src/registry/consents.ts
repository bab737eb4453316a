import { z } from 'zod';
import { scope } from '../access.js';
import { rpc } from '../contract.js';

/**
 * For what somebody's data is used only with his consent (同意; 《个人信息保护法》 articles 13–15 and 28–31): `service`, to be registered and to have his service recorded;
 * `notices-by-mail`, `notices-by-sms` and `notices-by-wechat`, to be sent notices by e-mail, by text message and by WeChat;
 * `sign-up-by-proxy`, to be signed up by one other volunteer, who is named; `guardian`, of a minor's guardian, that he takes part (《志愿服务条例》 article 7).
 */
export const purpose = z.enum([
  'service',
  'notices-by-mail',
  'notices-by-sms',
  'notices-by-wechat',
  'sign-up-by-proxy',
  'guardian',
]);
export type Purpose = z.infer<typeof purpose>;

/** The version of each purpose's text that is in force. The texts are in libs/i18n under `consentText`; one that is changed gets a new version. */
export const CONSENT_VERSIONS: Readonly<Record<Purpose, string>> = {
  service: '1',
  'notices-by-mail': '1',
  'notices-by-sms': '1',
  'notices-by-wechat': '1',
  'sign-up-by-proxy': '1',
  guardian: '1',
};

/** One line of the consent ledger (同意台账). `at` is in epoch milliseconds. */
export const consent = z.object({
  purpose,
  given: z.boolean(),
  version: z.string(),
  /** `signed` on paper, of which a photo is kept; `online` with one's own account; `office` where an office acted on request. */
  channel: z.enum(['signed', 'online', 'office']),
  /** Whether a guardian consented as well. */
  guardian: z.boolean(),
  /** The volunteer number of who may sign him up; empty for every other purpose. */
  proxy: z.string().default(''),
  by: z.string(),
  at: z.number(),
});
export type Consent = z.infer<typeof consent>;

const volunteerNo = z.string().min(1).max(100);
const by = z.string().max(64);
const proxy = z.string().max(100);

/** Of a volunteer: `VOLUNTEER.UNKNOWN`. */
export const consents = {
  /** Every line about a volunteer, oldest first. */
  list: rpc({
    subject: 'registry.v1.consents.list',
    input: z.object({ volunteerNo }),
    output: z.object({ consents: z.array(consent) }),
  }),
  /**
   * Gives consent to the text in force, or withdraws it (《个人信息保护法》 article 15: as easily as it was given). `CONSENT.TEXT_OUTDATED`;
   * `CONSENT.WITHDRAWN_BY_DELETING` for the purpose `service`, without which nobody is registered; `CONSENT.PROXY_UNKNOWN`; `CONSENT.ASK_OFFICE` for what a
   * guardian signs. A consent to another proxy takes the place of the one before.
   */
  decide: rpc({
    subject: 'registry.v1.consents.decide',
    input: z.object({
      ...{ volunteerNo, purpose, given: z.boolean(), version: z.string().max(20), by },
      proxy: proxy.default(''),
    }),
    output: consent,
  }),
  /**
   * The same by an office or a leader for somebody of his scope: given as it was signed, with the photo, or withdrawn on request.
   * `CONSENT.PHOTO_UNKNOWN`
   */
  record: rpc({
    subject: 'registry.v1.consents.record',
    input: z.object({
      ...{ volunteerNo, purpose, given: z.boolean(), version: z.string().max(20), by, proxy, within: scope },
      photo: z.string().max(100),
    }),
    output: consent,
  }),
  /** Whether a volunteer has consented that another signs him up, and not withdrawn it. `VOLUNTEER.UNKNOWN` */
  isProxy: rpc({
    subject: 'registry.v1.consents.is-proxy',
    input: z.object({ volunteerNo, proxy: volunteerNo }),
    output: z.object({ isProxy: z.boolean() }),
  }),
  /** Those of some persons who have given consent and not withdrawn it. Whoever acts for a purpose asks first. */
  given: rpc({
    subject: 'registry.v1.consents.given',
    input: z.object({ persons: z.array(z.string().min(1).max(100)).max(1_000), purpose }),
    output: z.object({ persons: z.array(z.string()) }),
  }),
};
