import { MINUTE, monthOf, type TimeForm, timeText, yearOf } from './time.js';

export const SESSION_HEADER =
  '场次编号,活动名称,专项活动,服务类别,队伍编号,区划代码,地点,经度,纬度,开始时间,结束时间,计划人数,签到方式,时长规则,状态,覆盖群众,覆盖统计方法,负责人';

/** 签到方式, and of a record 方式. */
export type Method = '扫码' | '定位' | '点名' | '纸质' | '补录';
type SessionState = '已发布' | '进行中' | '已结束' | '已取消';

/** A session (场次) whose row is accepted. */
export interface Session {
  readonly no: string;
  readonly name: string;
  /** 专项活动, or blank. */
  readonly campaign: string;
  /** 服务类别, or blank. */
  readonly category: string;
  /** 队伍编号, or blank. */
  readonly team: string;
  readonly division: string;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly method: Method;
  /** 时长规则 is 按计划. */
  readonly creditsToPlannedEnd: boolean;
  readonly state: SessionState;
  /** 覆盖群众; null is a blank cell. */
  readonly covered: number | null;
  readonly places: number;
  readonly contact: string;
  readonly longitude: string;
  readonly latitude: string;
  readonly countedBy: string;
  readonly timeForm: TimeForm;
}

/** The year in which the session and its attendances count. */
export const yearOfSession = (session: Session): number => yearOf(session.startsAt);
export const monthOfSession = (session: Session): string => monthOf(session.startsAt);

/** Whether the session's people scan or are located (扫码, 定位). */
export const isOnline = (session: Session): boolean => session.method === '扫码' || session.method === '定位';

/** A session with attendance is held once it has ended. */
export const hasEnded = (session: Session): boolean => session.state === '已结束';

export function overlap(a: Session, b: Session): boolean {
  return a.startsAt < b.endsAt && b.startsAt < a.endsAt;
}

/** Planned length in seconds. */
export const lengthOf = (session: Session): number => session.endsAt - session.startsAt;

export const minutes = (count: number): number => count * MINUTE;

export function sessionRow(s: Session): string[] {
  return [
    s.no,
    s.name,
    s.campaign,
    s.category,
    s.team,
    s.division,
    '村部',
    s.longitude,
    s.latitude,
    timeText(s.startsAt, s.timeForm),
    timeText(s.endsAt, s.timeForm),
    String(s.places),
    s.method,
    s.creditsToPlannedEnd ? '按计划' : '按签退',
    s.state,
    s.covered === null ? '' : String(s.covered),
    s.countedBy,
    s.contact,
  ];
}
