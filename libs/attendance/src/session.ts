/** 时长规则: 按签退 credits up to the check-out, 按计划 an open interval up to the planned end. */
export const CREDIT_RULES = ['check-out', 'planned-end'] as const;
export type CreditRule = (typeof CREDIT_RULES)[number];

/** 状态 of a session: 已发布 published, 进行中 running, 已结束 ended, 已取消 cancelled. */
export const SESSION_STATES = ['published', 'running', 'ended', 'cancelled'] as const;
export type SessionState = (typeof SESSION_STATES)[number];

/** What the rules need to know of a session (场次). Times are epoch milliseconds. */
export interface SessionFacts {
  readonly startsAt: number;
  readonly endsAt: number;
  readonly state: SessionState;
  readonly creditRule: CreditRule;
}
