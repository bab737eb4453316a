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
  {
    key: 'accuracy_metres',
    value: 100,
    from: '2017-12-01',
    source: '本县规定：定位签到采信的误差不超过 100 米',
    setBy: '',
  },
  {
    key: 'clock_skew_seconds',
    value: 300,
    from: '2017-12-01',
    source: '本县规定：设备时钟偏差超过 5 分钟的记录予以标记',
    setBy: '',
  },
  { key: 'annul_minutes', value: 15, from: '2017-12-01', source: '本县规定：误签 15 分钟内可在原设备撤销', setBy: '' },
  {
    key: 'position_days',
    value: 90,
    from: '2017-12-01',
    source: '《个人信息保护法》第十九条：保存期限为实现处理目的所必要的最短时间；本县规定为 90 日',
    setBy: '',
  },
];
