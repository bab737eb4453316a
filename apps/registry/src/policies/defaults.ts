import type { Policy } from '#contracts';

/** What is in force until the county sets something else. */
export const DEFAULTS: readonly Policy[] = [
  { key: 'offer_minutes', value: 1440, from: '2017-12-01', source: '本县规定：候补名额保留一日', setBy: '' },
];
