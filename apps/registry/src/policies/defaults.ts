import type { Policy } from '#contracts';

/** What is in force until the county sets something else. */
export const DEFAULTS: readonly Policy[] = [
  { key: 'offer_minutes', value: 1440, from: '2017-12-01', source: '本县规定：候补名额保留一日', setBy: '' },
  { key: 'reminder_hours', value: 24, from: '2017-12-01', source: '本县规定：活动前一日提醒', setBy: '' },
  { key: 'text_codes_a_day', value: 10, from: '2017-12-01', source: '本县规定：短信验证码每日上限', setBy: '' },
  {
    key: 'registrations_per_hour',
    value: 60,
    from: '2017-12-01',
    source: '本县规定：同一网络地址每小时自行注册的人数，防止冒名批量注册',
    setBy: '',
  },
  {
    key: 'guardian_below',
    value: 18,
    from: '2017-12-01',
    source: '《志愿服务条例》第十五条；《民法典》第十七条：不满十八周岁为未成年人',
    setBy: '',
  },
  {
    key: 'guardian_signs_below',
    value: 14,
    from: '2017-12-01',
    source: '《个人信息保护法》第三十一条：不满十四周岁须取得监护人同意',
    setBy: '',
  },
];
