import { z } from 'zod';
import { rpc } from '../contract.js';

/**
 * For what somebody's data is used only with his consent (同意; 《个人信息保护法》 articles 13–15, 29): `service`, to be registered and to have his service recorded;
 * `notices-by-mail`, `notices-by-sms` and `notices-by-wechat`, to be sent notices by e-mail, by text message and by WeChat.
 */
export const purpose = z.enum(['service', 'notices-by-mail', 'notices-by-sms', 'notices-by-wechat']);
export type Purpose = z.infer<typeof purpose>;

/** The version of each purpose's text that is in force. The texts are in libs/i18n under `consentText`; one that is changed gets a new version. */
export const CONSENT_VERSIONS: Readonly<Record<Purpose, string>> = {
  service: '1',
  'notices-by-mail': '1',
  'notices-by-sms': '1',
  'notices-by-wechat': '1',
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
  by: z.string(),
  at: z.number(),
});
export type Consent = z.infer<typeof consent>;

const volunteerNo = z.string().min(1).max(100);
const by = z.string().max(64);

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
   * `CONSENT.WITHDRAWN_BY_DELETING` for the purpose `service`, without which nobody is registered.
   */
  decide: rpc({
    subject: 'registry.v1.consents.decide',
    input: z.object({ volunteerNo, purpose, given: z.boolean(), version: z.string().max(20), by }),
    output: consent,
  }),
  /** Those of some persons who have given consent and not withdrawn it. Whoever acts for a purpose asks first. */
  given: rpc({
    subject: 'registry.v1.consents.given',
    input: z.object({ persons: z.array(z.string().min(1).max(100)).max(1_000), purpose }),
    output: z.object({ persons: z.array(z.string()) }),
  }),
};
