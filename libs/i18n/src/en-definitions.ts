import type { Texts } from './zh.js';

export const enDefinitions: Pick<Texts, 'definitionGroups' | 'definitionTerms' | 'definitions'> = {
  definitionGroups: {
    general: 'In general',
    people: 'People and teams',
    record: 'Records',
    measure: 'Measures',
    minutes: 'Service time',
    breakdown: 'Breakdowns',
  },
  definitionTerms: {
    'general.basis': 'Basis',
    'general.time': 'Time zone',
    'general.rows': 'Refused rows',
    'people.identity': 'Person',
    'people.validNumber': 'Valid document',
    'people.data': "A person's data",
    'people.registered': 'Registered volunteers',
    'people.later': 'Registered later',
    'people.teams': 'Teams',
    'people.age': 'Age band',
    'record.kept': 'Keeping',
    'record.order': 'Order',
    'record.duplicate': 'Duplicate',
    'record.conflict': 'Conflict',
    'record.unknown_session': 'Unknown session',
    'record.session_cancelled': 'Cancelled session',
    'record.unknown_volunteer': 'Unknown volunteer',
    'record.outside_window': 'Outside the window',
    'record.not_approved': 'Not approved',
    'record.annulled': 'Annulled',
    'record.no_check_in': 'No check-in',
    'record.annulment': 'Annulment',
    'record.evidence': 'Evidence',
    'measure.attendance': 'Attendance',
    'measure.personTimes': 'Person-times',
    'measure.participants': 'Participants',
    'measure.sessions': 'Sessions held',
    'measure.period': 'Year and month',
    'measure.early': 'Sessions not yet ended',
    'measure.covered': 'People covered',
    'measure.verifiedPersonTimes': 'Verified person-times',
    'measure.sessionsWithOnlineCheckIn': 'Sessions with online check-in',
    'measure.activeRate': 'Active rate',
    'minutes.intervals': 'Intervals',
    'minutes.open': 'No check-out',
    'minutes.clamped': 'Planned time only',
    'minutes.once': 'Counted once',
    'minutes.rounding': 'Rounding and hours',
    'breakdown.session': 'By session',
    'breakdown.person': 'By person',
    'breakdown.blank': 'Blank',
    'breakdown.division': 'Division',
  },
  definitions: {
    'general.basis':
      'All figures come from the records, the register and the sessions as they are now. Order of arrival, repeated imports and restarts change nothing; a record counts once its person and session are known, and no longer once the session is cancelled.',
    'general.time':
      'Years, months and days are those of China Standard Time (UTC+08:00), whatever the server or the file uses.',
    'general.rows':
      'A row with a required cell missing or malformed is refused and changes no figure. Rows of one volunteer, session or team number in one file are one row if equal, and are all refused if not; a later file replaces the row of a number.',
    'people.identity':
      'Type and number of the identity document make a person; width, white space, invisible characters and letter case of the number do not matter. Each accepted volunteer number leads to its person, who may have several.',
    'people.validNumber':
      'An identity card (type 01) has 18 characters, a real date and the check digit of GB 11643, and its date is the date of birth; any other document only needs a number.',
    'people.data':
      'Taken from the row with the earliest date of registration; on the same date, from the smallest volunteer number.',
    'people.registered':
      'Persons first registered by 31 December of the year; in a division, those whose own division lies within it.',
    'people.later': 'Who registers after a session is counted there all the same.',
    'people.teams': 'Teams founded by 31 December of the year; in a division, those whose own division lies within it.',
    'people.age':
      'Age on 31 December of the year: under 8, 8–13, 14–17, 18–27, 28–34, 35–39, 40–44, 45–59, 60 and over.',
    'record.kept':
      'A record has a number (letter case ignored), a kind, a time of happening, a time of receipt and a method. All are kept, with the reason where one does not count. Only the time of happening decides; receipt and device clock are noted.',
    'record.order':
      'Checked from top to bottom, from “Duplicate” to “No check-in”; the first that applies is the reason.',
    'record.duplicate':
      'Same number and same content but for the time of receipt (times compared as instants): one is kept, with the earliest receipt.',
    'record.conflict':
      'Same number, other content: the first received stands. At equal receipt the one that sorts first stands, by code point and blank first: session, volunteer, kind, time, method, device, entered by, approved by, annulled record (lower case), note.',
    'record.unknown_session': 'No session has this number.',
    'record.session_cancelled': 'The session is cancelled.',
    'record.unknown_volunteer': 'No volunteer has this number.',
    'record.outside_window':
      'More than 60 minutes before the planned start or more than 60 minutes after the planned end.',
    'record.not_approved':
      'Entered later and approved by nobody, or by the one who entered it (width, white space and invisible characters ignored).',
    'record.annulled': 'An annulment names the record.',
    'record.no_check_in': 'A check-out of somebody without a counted check-in at the session.',
    'record.annulment':
      'Only checked for duplicate and conflict, never counted, never annulled. It acts on check-ins and check-outs by the number of the record alone (letter case ignored), whichever arrives first and whatever else it says.',
    'record.evidence':
      'QR code and location verify, roll call and paper attest, what is entered later is declared. An attendance has the best class of its counted check-ins.',
    'measure.attendance': 'One person at one session with at least one counted check-in.',
    'measure.personTimes': 'How many attendances there are.',
    'measure.participants':
      'How many different persons they are of; each cell is counted on its own and cells cannot be added up.',
    'measure.sessions': 'Sessions that have ended and have at least one attendance.',
    'measure.period': 'A session and its attendances belong to the year and month of its planned start.',
    'measure.early':
      'Attendances count as person-times, participants and minutes before the session has ended; the session and the people covered do not.',
    'measure.covered':
      'Sum of what organisers declared for the sessions held, in person-times, with their method; not a number of different people.',
    'measure.verifiedPersonTimes': 'Attendances of class verified.',
    'measure.sessionsWithOnlineCheckIn': 'Sessions held with at least one verified attendance.',
    'measure.activeRate':
      'Participants ÷ registered volunteers, to six decimals (shown as a percentage); not given for townships, villages and where nobody is registered.',
    'minutes.intervals':
      'Counted check-ins and check-outs of a person at a session by time, check-in first at equal times: a check-in opens an interval unless one is open, a check-out closes the open one, and is ignored where none is.',
    'minutes.open': 'Never closed: runs to the planned end under the rule 按计划 and gives nothing under 按签退.',
    'minutes.clamped': 'Only the part between planned start and planned end counts.',
    'minutes.once':
      'No time of a person counts twice: the intervals of all sessions and years, by start within the plan and then session number as text, each give what earlier ones did not.',
    'minutes.rounding':
      'Whole seconds are added up for each attendance and rounded down to minutes. Hours are minutes ÷ 60 with two decimals. There is no daily limit.',
    'breakdown.session':
      "By township of the session (first nine digits of its division's code), organising team, service category, campaign and month: sessions, person-times, participants, minutes and people covered.",
    'breakdown.person':
      'By evidence class, gender, political status, age band and home township: person-times, participants and minutes.',
    'breakdown.blank':
      'What is not filled in stands in the row “(blank)”. There is no row where there is no attendance.',
    'breakdown.division':
      'A division takes in the sessions held within it (by the beginning of the code) and all that hangs on them.',
  },
};
