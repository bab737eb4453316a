import { enDefinitions } from './en-definitions.js';
import { enReport } from './en-report.js';
import { cliEn } from './cli.js';
import type { Texts } from './zh.js';

export const en: Texts = {
  cli: cliEn,
  error: {
    'REQUEST.MALFORMED': 'The request is malformed; correct what `errors` lists and try again',
    'REQUEST.TOO_LARGE':
      'The request is too large: files up to 512 MiB, batches up to 1000 records; split it and try again',
    'REQUEST.HEADER_TOO_LARGE': 'The address or the headers are too long; shorten them and try again',
    'REQUEST.UNSUPPORTED_MEDIA_TYPE':
      'This content type is not taken; use application/json, and multipart/form-data for files',
    'ROUTE.UNKNOWN': 'There is nothing at this address; all addresses are in /api/openapi.json',
    'AUTH.REQUIRED': 'Sign in first: send a valid access token in Authorization',
    'AUTH.FAILED': 'The user name or the password is wrong; check both and try again',
    'AUTH.TOO_MANY_ATTEMPTS':
      'Too many attempts; try again in {{seconds}} seconds, or ask the administrator if the password is forgotten',
    'AUTH.FORBIDDEN': 'You do not have this right; ask the administrator',
    'AUTH.OUT_OF_SCOPE': 'This is not in your division or team; name one that is, or ask the administrator',
    'ACCOUNT.NAME_TAKEN': 'The name {{username}} is taken; choose another',
    'ACCOUNT.OWNER_HAS_ONE':
      'Volunteer {{volunteerNo}} has an account ({{username}}), and one is all there is for each; reset its password instead of making another',
    'ACCOUNT.OWN_GRANTS': 'Nobody changes his own rights; ask another administrator',
    'ACCOUNT.UNKNOWN': 'There is no account {{username}}; check the name',
    'ACCOUNT.CODE_WRONG':
      'The code is wrong, has run out or was mistyped too often; check it and try again, or ask for another',
    'ACCOUNT.NO_PHONE': 'There is no mobile number to confirm; put one into your own data first (PATCH /api/v1/me)',
    'CHANNEL.OFF': 'This system does not send notices that way; choose another, or ask the administrator',
    'MAIL.OFF': 'This system sends no mail; if the password is forgotten, the office gives you a new one',
    'ACCOUNT.NOT_A_VOLUNTEER': 'This account has no volunteer number; sign in with the account of the volunteer',
    'IMPORT.UNKNOWN': 'There is no import {{id}}; check its id',
    'IMPORT.FILE_MISSING': 'No file arrived; upload it as the multipart field `file`',
    'IMPORT.FILE_INCOMPLETE': 'The file did not arrive whole; upload it again',
    'IMPORT.ALREADY_ENDED': 'Import {{id}} has ended and cannot be cancelled',
    'ATTENDANCE.ID_REUSED': 'The id {{id}} belongs to a record of other content; give the new record an id of its own',
    'CHECK_IN.CODE_INVALID': 'This is not the code; scan the one on the screen again, or type its six digits again',
    'CHECK_IN.CODE_EXPIRED': 'This code has expired; scan the one that is on the screen now',
    'CHECK_IN.CODE_OF_OTHER_SESSION':
      'This is the code of another session; scan that of session {{sessionNo}}, or check in at the other one',
    'CHECK_IN.TOO_MANY_GUESSES': 'Too many wrong digits; try again in {{seconds}} seconds, or scan the code',
    'CHECK_IN.TOO_FAR':
      'You are some {{distance}} metres from “{{site}}”; check in when you are there, or ask whoever is in charge to call you up',
    'CHECK_IN.ACCURACY_POOR':
      'Your phone may be off by {{accuracy}} metres; try again under the open sky, or if you are there confirm it (confirmed: true)',
    'CHECK_IN.WAY_NOT_ENOUGH':
      'Session {{sessionNo}} does not take this way to check in; use one that it takes, or ask whoever is in charge',
    'CHECK_IN.NOT_NOW':
      "You can check in and out for now only; look at your phone's clock and try again, or ask whoever is in charge for a back-fill",
    'CHECK_IN.CARD_INVALID':
      'This is not the QR of a valid card; scan it again, or call its owner up and send him to his village for a new one',
    'CHECK_IN.CARD_REVOKED': 'This card was revoked; ask for the new one, or call its owner up',
    'CHECK_IN.ANNUL_TOO_LATE': 'Only the same device annuls, soon after; ask the organiser to annul it with the reason',
    'CHECK_IN.ANNUL_NEEDS_REASON': 'Say in `note` why a record is annulled that is older or of another device',
    'BACK_FILL.UNKNOWN': 'There is no request {{id}} for a back-fill; check its id',
    'BACK_FILL.DECIDED': 'Request {{id}} was decided already; look at it again',
    'BACK_FILL.SAME_PERSON':
      'A back-fill is approved by somebody else than who asked for it and whom it is about; let another one do it',
    'BACK_FILL.TO_COME': 'Nothing is back-filled that is still to come; check the time, or check in then',
    'CERTIFICATE.UNKNOWN':
      'There is no such certificate; check the code (24 letters and digits, in either case), or ask its holder for the original',
    'CERTIFICATE.ID_REUSED': 'The id {{id}} was used for another certificate; use a new one',
    'CERTIFICATE.NOTHING_TO_CERTIFY':
      'There is no service or training in this time at a session that is over; check the days, or have the organiser back-fill what is missing',
    'CERTIFICATE.REVOKED': 'This certificate was revoked; have a new one issued',
    'CERTIFICATE.TOO_MANY_GUESSES': 'Too many codes were looked up; try again in {{seconds}} seconds',
    'RECOGNITION.UNKNOWN':
      'There is no service of volunteer {{volunteerNo}} on {{day}} that is for you to decide about; check number and day',
    'RECOGNITION.OWN_HOURS': 'Nobody decides about his own hours; let another one do it',
    'RECOGNITION.SAME_PERSON': 'Nobody decides about one day at both levels; let another one do it',
    'RECOGNITION.CHANGED_MEANWHILE':
      'On {{day}} there are {{minutes}} minutes now, others than you have seen; look at the day again and then decide',
    'RECOGNITION.PARENT_FIRST':
      'What goes beyond the parent organisation’s limit needs its approval first; the county decides afterwards',
    'RECOGNITION.NOTHING_TO_DECIDE':
      'On {{day}} nothing waits at this level and nothing was decided there that could be withdrawn; look at it again',
    'RECORD.UNKNOWN': 'There is no record {{id}} of this volunteer; look it up in the list of his records',
    'DISPUTE.UNKNOWN': 'There is no dispute {{id}}; check its id',
    'DISPUTE.NOT_FITTING':
      'What is said does not fit the record: of one that is not his no time is said; in the place of a wrong one the time of its kind; of one that is missing when he came or left, coming before leaving; times lie within an hour before the session’s start and after its end, and none is still to come; instead of a record that is annulled say that one is missing',
    'DISPUTE.ALREADY_OPEN': 'Dispute {{id}} about the same is open; wait for its decision, or withdraw it',
    'DISPUTE.REJECTED_BEFORE':
      'Dispute {{id}} about the same was decided and rejected, so it is not opened again: take that one to the office above (appeal), once; what was decided there is final, and your disputes say why',
    'DISPUTE.DECIDED': 'Dispute {{id}} was decided or withdrawn already; look at it again',
    'DISPUTE.NO_APPEAL':
      'Dispute {{id}} cannot be taken to the office above: only a rejection can, once; what was decided there is final, and your disputes say why',
    'DISPUTE.SAME_PERSON':
      'A dispute is decided by somebody else than who opened it, who made or approved the record and who decided before; let another one do it',
    'PROVISIONAL.UNKNOWN': 'There is no provisional number {{provisionalNo}}; check it',
    'PROVISIONAL.SETTLED':
      'Provisional number {{provisionalNo}} leads to another volunteer already and stays so; annul its records where that is wrong',
    'DIVISION.UNKNOWN': 'There is no division {{division}}; bring the divisions in first or check the code',
    'CARD.NONE': 'This volunteer has no card that holds; the village or the team leader can issue one',
    'DIVISION.ENDED':
      'Division {{division}} ended on {{endedOn}} and takes no new people, teams or sessions; name {{heir}} ({{heirName}}), to which it leads',
    'DIVISION.CODE_TAKEN':
      'The code {{division}} is taken (a code never changes its meaning, nor is it used again); choose a new one',
    'DIVISION.NOT_FITTING':
      'Division {{division}} does not fit: villages (12 digits) are merged, moved and split, townships (9 digits) ended; a new code lies in a division that is there, and the heir is another one of the same level. Check the codes',
    'DIVISION.DAY_REFUSED':
      'The day {{from}} cannot be: it lies between {{earliest}} and {{latest}} (not after today, not before the last change of these divisions)',
    'DIVISION.NOT_IN_IT': '{{number}} does not belong to division {{division}}, or is named twice; check the number',
    'DIVISION.HAS_VILLAGES':
      'Township {{division}} still has villages that have not ended (such as {{village}}); merge or move them first',
    'CALENDAR.UNKNOWN': 'This address of a calendar is wrong or was revoked; make a new one',
    'TEAM.UNKNOWN': 'There is no team {{teamNo}}, or it was not founded yet on that day; check the number and the day',
    'TEAM.ENDED': 'Team {{teamNo}} was dissolved or merged into another and changes no more; name one that is there',
    'MEMBERSHIP.ALREADY_THERE':
      'Volunteer {{volunteerNo}} is a member of team {{teamNo}}, has applied or is invited already; nothing is left to do',
    'MEMBERSHIP.NOT_APPLIED':
      'Volunteer {{volunteerNo}} has not applied to team {{teamNo}}, or it was decided meanwhile; look again',
    'MEMBERSHIP.NOT_INVITED':
      'Team {{teamNo}} has not invited you, or has withdrawn the invitation; apply if you want to join',
    'MEMBERSHIP.NOT_THERE':
      'Volunteer {{volunteerNo}} is no member of team {{teamNo}}, has not applied and is not invited; check the numbers',
    'VOLUNTEER.UNKNOWN': 'There is no volunteer {{volunteerNo}}; check the number',
    'ACTIVITY.UNKNOWN': 'There is no activity {{activityNo}}; check the number',
    'SPOT_CHECK.UNKNOWN':
      'There is no such spot check or no such entry in it, or not in your area; choose one from the list again',
    'ANOMALY.UNKNOWN': 'There is no such anomaly, or not in your area; choose one from the list again',
    'NOTICE.UNKNOWN': 'You have no such notice; look it up in your list',
    'QUALIFICATION.UNKNOWN': 'This volunteer has no such qualification; reload the list',
    'POLICY.NOT_IN_FUTURE':
      '{{from}} has begun; a rule changes only from a day still to come on: name tomorrow or later',
    'REGISTERING.REFUSED': 'Cannot be registered yet; deal with everything that errors names, then try again',
    'REGISTERING.ASK_OFFICE': 'This cannot be done here; ask the village or township office',
    'CONSENT.ASK_OFFICE': 'A guardian consents on paper: the village or the team leader records it',
    'CONSENT.NOT_A_PROXY':
      'This volunteer has not asked you to sign up for him, or no longer does; he consents online, or signs at the village',
    'CONSENT.PHOTO_UNKNOWN':
      'There is no such photo of a consent, it was used, or somebody else handed it in; take it again',
    'CONSENT.PROXY_UNKNOWN': 'Nobody has this volunteer number, or it is his own; check the number of the proxy',
    'CONSENT.NO_PHOTO':
      'There is no photo of a signed consent of this volunteer: he consented online, or came by a file; ask for the paper where that file came from',
    'REGISTERING.TOO_MANY':
      'Very many have registered from this network; try again in {{seconds}} seconds, or ask the village',
    'CONSENT.TEXT_OUTDATED': 'There is a newer version of the text; read it and consent again',
    'CONSENT.WITHDRAWN_BY_DELETING':
      'Nobody is registered without this consent: have your data deleted instead (DELETE /api/v1/me)',
    'SESSION.UNKNOWN': 'There is no session {{sessionNo}}; check the number',
    'SESSION.NOT_A_DRAFT':
      'Session {{sessionNo}} is no draft any more and cannot be changed or handed in; if it is in review, ask for it to be returned',
    'SESSION.CHANGED_MEANWHILE':
      'Somebody has just changed the draft {{sessionNo}} and yours is not kept; open it again, compare, and send yours with its new `rev`',
    'SESSION.NOT_IN_REVIEW':
      'Session {{sessionNo}} is not in review; hand it in first (submit), unless it is published already',
    'SESSION.NOT_CHANGEABLE':
      'Session {{sessionNo}} is not published, has begun or was cancelled, and cannot be changed; plan a draft anew with PUT',
    'SESSION.CHANGE_REFUSED': 'Session {{sessionNo}} cannot be changed so; the reasons are in errors',
    'SESSION.NOT_BEGUN':
      'Session {{sessionNo}} has not begun or was cancelled; say the people covered after it has begun',
    'SESSION.NOT_ENDED': 'Session {{sessionNo}} is not over or was cancelled; close it after its end',
    'SESSION.NOT_PUBLISHED':
      'Session {{sessionNo}} is not published, is over or was cancelled, and cannot be cancelled',
    'SESSION.NOT_FIT_TO_PUBLISH':
      'Session {{sessionNo}} cannot be published yet; see to what errors lists and try again',
    'SIGN_UP.REFUSED': 'This cannot be done; errors lists every reason',
    OVERLOADED: 'The system is busy; try again after Retry-After',
    UNAVAILABLE: 'The service is starting or away for a moment; try again after Retry-After',
    INTERNAL: 'An internal error; tell the administrator the traceId',
  },
  field: {
    time_malformed: 'is no time; write 2022-10-26T09:17:00+08:00',
    year_malformed: 'write the year with four digits, like 2022',
    cell_missing: 'required; fill it in',
    division_missing: 'This role is held in a division; name its code in `division`',
    team_missing: 'This role is held for a team; name its number in `team`',
    division_and_team: 'A grant is for one division or one team; make two of it',
    administrator_is_everywhere: 'An administrator is for the whole system; leave out `division` and `team`',
    end_not_after_start: 'The end must be after the start; correct one of them',
    until_before_from: 'The last day must not be before the first; correct one of them',
    after_the_end: 'Not after the end of the session; correct it',
    opens_after_it_closes: 'Sign-up must open before it closes; correct one of them',
    minimum_above_maximum: 'The minimum age is above the maximum; correct one of them',
    year_out_of_range: 'The year must be between 2000 and 2999; correct it',
    policy_out_of_range: 'outside what this rule may be; correct it',
    code_malformed: 'A code of a division has 9 digits (township) or 12 (village)',
    same_team: 'A team is not merged into itself; name another',
    post_repeated: 'Two posts have the same id; give each its own',
    rule_malformed:
      'Not a rule that can be used; write an iCalendar RRULE such as FREQ=WEEKLY;BYDAY=SA;COUNT=10, with COUNT or UNTIL, within two years, for at most 366 sessions',
    number_or_code: 'Name either the volunteer number or the code of a card, not both',
    code_is_qr: 'A record with the code of a card has the method `qr`',
    month_malformed: 'Write the month as YYYY-MM, such as 2026-11',
    record_or_session: 'Name either the record that is wrong or the session of which one is missing',
    one_proof: 'Send one of `code`, `digits` and `position`',
    three_characters: 'Type three characters or more of the name or number, or the last four or more of the phone',
    no_sheet:
      'This is no sheet: its first row is the header, with columns such as 姓名 and 签到时间; fill in the sheet of this session',
    sites_missing: 'Who allows positions names the sites; add them in `sites`',
    nothing_to_change: 'Nothing is named that is to be changed; name what is',
    date_malformed: 'is no date; write 2020-06-18',
    document_type_malformed: 'is no code of two or three digits, such as 01 (identity card) or 414 (passport)',
    photo_expected: 'upload a JPEG or PNG of at most 4 MiB as the multipart field file',
    text_malformed: 'holds half a character; type it again',
    body_malformed: 'The request is not whole or not of this format; send complete JSON, and files as multipart',
    url_malformed: 'The address is not encoded rightly; correct it',
    http_malformed: 'What arrived is no complete HTTP request; check the program that sent it',
    parameter_unknown: 'This address has no such parameter; check its name',
  },
  signUp: {
    not_open: 'The session is not published or was cancelled; choose another one',
    opens_later: 'Sign-up has not begun yet; come back when it has',
    closed: 'Sign-up is over; ask the person in charge if you wish to take part',
    post_unknown: 'The session has no such post; choose one of those listed',
    already_signed_up: 'Signed up or waiting already; nothing more is to be done',
    too_young: 'Below the minimum age of the session; choose another one',
    too_old: 'Above the maximum age of the session; choose another one',
    qualification_missing:
      'What this post asks for is not recorded, or no longer valid on that day: have the certificate recorded by the village, or choose another post',
    guardian_missing:
      'A minor takes part with a guardian’s consent; have it registered at the village office, or have the person in charge see it and sign you up',
    clash:
      'Signed up for another session at the same time; cancel that one first, or have the person in charge confirm and sign you up',
    excluded: 'Of these sessions one person takes one, and is signed up for one already; cancel that one first',
    not_signed_up: 'Not signed up for this session; check the numbers of volunteer and session',
    too_late_to_cancel: 'It is too late to cancel; ask the person in charge',
    nothing_offered: 'No place is being kept for you now; when it is your turn one will be for a while',
    nothing_to_approve: 'There is no application to decide about; look at the list again',
    not_of_the_team: 'Not named by this team; check the volunteer number',
    too_few_places: 'Too few places; name fewer people, take others back first, or reserve more',
    not_granted: 'Who signs up here is approved first, so places are reserved by who is in charge; ask him',
    reserved_until_too_late: 'Reserve until a time from now on and before sign-up closes',
  },
  card: {
    title: 'Volunteer card',
    number: 'Volunteer number',
    id: 'Card {{id}}',
    found:
      'Shown to be scanned at check-in. If it is lost, tell the village or the team leader, who revokes it and issues a new one. Found? Hand it in at any village office.',
  },
  serviceRecord: {
    title: 'Record of volunteer service',
    name: 'Name',
    number: 'Volunteer number',
    period: 'Period',
    periodAll: 'All',
    periodFrom: 'from {{from}}',
    periodUntil: 'until {{until}}',
    periodBetween: '{{from}} to {{until}}',
    service: 'Volunteer service',
    training: 'Training (not part of the time of service)',
    tally: '{{personTimes}} person-times, {{hours}} hours ({{minutes}} minutes)',
    stars: 'Stars',
    starsOf: '{{stars}} (by the service of all years)',
    starsNone: 'none yet',
    kind: 'Kind',
    day: 'Day',
    time: 'Time',
    activity: 'Activity',
    category: 'Service category',
    place: 'Place',
    team: 'Organised by',
    inCharge: 'In charge',
    minutes: 'Minutes',
    none: 'none',
    made: 'Made at {{at}}',
    page: 'Page {{page}} of {{pages}}',
  },
  certificate: {
    title: 'Certificate of volunteer service',
    says: 'Issued free of charge from the records of volunteer service, of activities that were over by then. Training stands apart and is not part of the time of service.',
    code: 'Verification code',
    verifyByLink: 'Scan the code, or open {{link}}',
    verifyByCode:
      'Scan the code and enter what it says where the county’s volunteer system verifies certificates; nobody need sign in',
    verifies:
      'Verifying shows the name in part and the sums alone; it says when the certificate was revoked or the records have changed.',
    issuer: 'Issued by',
    issuedOn: 'Issued on',
    digest: 'Digest of the content (SHA-256)',
    signature: 'Handled by (signature):',
    seal: 'Issued by (seal):',
  },
  monthSheet: {
    title: '{{village}}: volunteering recorded in {{month}}',
    person: '{{name}}, volunteer number {{volunteerNo}}, {{village}}, {{month}}',
    continued: '{{name}}, volunteer number {{volunteerNo}}, {{village}}, {{month}} (continued)',
    day: 'Day',
    session: 'Session',
    place: 'Place',
    came: 'Came',
    left: 'Left',
    minutes: 'Minutes',
    remark: 'Remark',
    noCheckOut: 'No check-out',
    total: 'Credited this month: {{minutes}} minutes',
    wrong:
      'This is what is recorded of you this month. If it was not you, a time is wrong or something is missing, tell your village by {{until}}; it disputes it for you, and you are answered within {{days}} days. What you find later is taken as well.',
    page: 'Page {{page}}',
  },
  calendar: {
    own: 'My volunteering',
    team: 'Volunteering of the team',
    offered: '(to be confirmed) {{name}}',
  },
  groupText: {
    what: '[Volunteering] {{name}}',
    when: 'When: {{from}} to {{until}}',
    where: 'Where: {{place}}',
    risks: 'Mind: {{risks}}',
    safeguards: 'Safeguards: {{safeguards}}',
    places: '{{post}}: {{agreed}} of our team have agreed, {{asked}} are asked',
    left: '{{left}} more places are kept for us until {{until}}; please come forward and agree',
    agreeBy: 'Whoever is named please agree by {{until}}',
  },
  notice: {
    offer:
      'A place at “{{sessionName}}” ({{sessionNo}}, begins {{startsAt}}), for which you wait, is kept for you; accept it before {{offeredUntil}}, then it goes to the next',
    placeOpen: 'to be told',
    named:
      'Your team asks you to take part in “{{sessionName}}” ({{sessionNo}}, begins {{startsAt}}); agree before {{offeredUntil}}, or cancel soon so that somebody else can be asked',
    changed:
      '“{{sessionName}}” ({{sessionNo}}), for which you are signed up, was changed: {{because}}. It now begins {{startsAt}}, place: {{place}}; if you cannot come you may cancel until then',
    cancelled:
      '“{{sessionName}}” ({{sessionNo}}, planned for {{startsAt}}), for which you are signed up, is cancelled; please do not go there',
    taken_off:
      'From “{{sessionName}}” ({{sessionNo}}, beginning {{startsAt}}), which you have planned, volunteers were taken off who are deleted, whose number was corrected or whose guardian has withdrawn: {{because}}. Their places are kept for the next who wait; see the list and fill the posts',
    taken_off_of_team:
      'From “{{sessionName}}” ({{sessionNo}}, beginning {{startsAt}}), volunteers whom your team had named were taken off who are deleted, whose number was corrected or whose guardian has withdrawn: {{because}}. Until the reservation ends their places are your team’s; name others soon',
    proxied:
      'The volunteer whom you asked to has signed you up for “{{sessionName}}” ({{sessionNo}}, beginning {{startsAt}}), or cancelled; see your sign-ups, and withdraw your consent if this is not what you want',
    approved:
      'Your application for “{{sessionName}}” ({{sessionNo}}, beginning {{startsAt}}) is approved; please be on time, or cancel soon if you cannot come',
    approved_waiting:
      'Your application for “{{sessionName}}” ({{sessionNo}}, beginning {{startsAt}}) is approved, but all places are taken and you wait for one; you are told when there is one, please do not go there before',
    removed:
      'Your sign-up for “{{sessionName}}” ({{sessionNo}}, beginning {{startsAt}}) was cancelled by the person in charge or your team leader; please do not go there. Ask the person in charge if anything is unclear, or sign up for another',
    reminder:
      '“{{sessionName}}” ({{sessionNo}}), for which you are signed up, begins {{startsAt}}; please be on time, or tell the person in charge early if you cannot come',
    missing_check_out:
      'There is no check-out of yours at “{{sessionName}}” ({{sessionNo}}, from {{startsAt}}), so the time since your last check-in cannot be credited. If you left as usual, say in your disputes when, or ask the organiser to have your check-out back-filled',
    checked_in:
      'A check-in of yours is recorded at “{{sessionName}}” ({{sessionNo}}): {{occurredAt}}, by {{method}}. If that was not you or is wrong, dispute it in your records',
    checked_out:
      'A check-out of yours is recorded at “{{sessionName}}” ({{sessionNo}}): {{occurredAt}}, by {{method}}. If that was not you or is wrong, dispute it in your records',
    annulled:
      'The record of you at “{{sessionName}}” ({{sessionNo}}), {{occurredAt}}, is annulled and no longer counts. If that is wrong, say in your disputes what is missing',
    dispute_upheld:
      'Your dispute about “{{sessionName}}” ({{sessionNo}}) is upheld; the record is corrected, and the former one kept',
    dispute_rejected:
      'Your dispute about “{{sessionName}}” ({{sessionNo}}) is rejected; see your disputes for the reason, and take it to the office above, once, if you still do not agree',
  },
  method: { qr: 'scan', location: 'position', 'roll-call': 'roll-call', paper: 'paper', 'back-fill': 'back-fill' },
  recordKind: { 'check-in': 'check-in', 'check-out': 'check-out', annul: 'annulment' },
  anomaly: {
    burst:
      'The account {{account}} has written down check-ins at several sessions within minutes, {{measured}} at the densest',
    shared_device: 'One device has checked in {{measured}} accounts',
    impossible_travel: 'One person has checked in at two places within too short a time, or in two townships at once',
    equal_positions: 'The positions of {{measured}} people are exactly equal',
    equal_hours: 'The hours of {{measured}} people, written down by hand, are exactly equal',
    back_fill_share: '{{measured}} % of the session are back-filled',
    clock_skew:
      'The clock of a device that {{account}} used was off by up to {{measured}} minutes; its records count by that clock, so check the times',
  },
  spotCheck: {
    question:
      'Ask the volunteer and the person in charge, each alone: did the volunteer take part in “{{sessionName}}” ({{sessionNo}}), from {{checkedInAt}} to {{checkedOutAt}}, doing what, and who was in charge there',
    noCheckOut: '(no check-out)',
  },
  mail: {
    'offer.subject': 'Volunteering: a place is kept for you',
    'named.subject': 'Volunteering: your team asks you',
    'changed.subject': 'Volunteering: a session was changed',
    'cancelled.subject': 'Volunteering: a session is cancelled',
    'taken_off.subject': 'Volunteering: somebody was taken off your session',
    'taken_off_of_team.subject': 'Volunteering: somebody was taken off a place of your team',
    'proxied.subject': 'Volunteering: somebody signed you up on your behalf',
    'approved.subject': 'Volunteering: your application is approved',
    'approved_waiting.subject': 'Volunteering: your application is approved, and you wait for a place',
    'removed.subject': 'Volunteering: your sign-up was cancelled',
    'reminder.subject': 'Volunteering: a session is near',
    'missing_check_out.subject': 'Volunteering: your check-out is missing',
    'dispute_upheld.subject': 'Volunteering: your dispute is upheld',
    'dispute_rejected.subject': 'Volunteering: your dispute is rejected',
    'notice.text':
      '{{notice}}.\n\nSign in to the county volunteer service for more. Please do not reply to this mail.\n',
    'email.subject': 'Volunteering: confirm your address',
    'email.text':
      'The code is {{code}}; it holds for {{minutes}} minutes. Enter it in the county volunteer service, and notices will come to this address.\n\nIf this was not you, nothing is to be done.\n',
    'reset.subject': 'Volunteering: a new password',
    'reset.text':
      'The code is {{code}}; it holds for {{minutes}} minutes. Enter it in the county volunteer service to set a new password. Tell it to nobody.\n\nIf this was not you, nothing is to be done; your password stays as it is.\n',
  },
  sms: {
    offer:
      '[Volunteering] A place at “{{sessionName}}” ({{startsAt}}) is kept for you; accept it before {{offeredUntil}}',
    named: '[Volunteering] Your team asks you to “{{sessionName}}” ({{startsAt}}); agree before {{offeredUntil}}',
    changed: '[Volunteering] “{{sessionName}}” has changed and begins {{startsAt}}; sign in to see more',
    cancelled: '[Volunteering] “{{sessionName}}” ({{startsAt}}) is cancelled; please do not come',
    missing_check_out: '[Volunteering] You did not check out of “{{sessionName}}” ({{startsAt}}): ask for a correction',
    taken_off: '[Volunteering] Somebody was taken off “{{sessionName}}” ({{startsAt}}); sign in to see more',
    taken_off_of_team:
      '[Volunteering] Somebody of your team was taken off “{{sessionName}}” ({{startsAt}}); sign in and name others',
    dispute_upheld:
      '[Volunteering] Your dispute about “{{sessionName}}” ({{startsAt}}) is upheld; the record is corrected',
    dispute_rejected:
      '[Volunteering] Your dispute about “{{sessionName}}” ({{startsAt}}) is rejected; sign in for the reason',
    approved: '[Volunteering] Your application for “{{sessionName}}” ({{startsAt}}) is approved; please be on time',
    approved_waiting:
      '[Volunteering] Approved for “{{sessionName}}” ({{startsAt}}), which is full: you wait for a place',
    removed: '[Volunteering] Your sign-up for “{{sessionName}}” ({{startsAt}}) was cancelled; please do not go there',
    proxied: '[Volunteering] Your proxy acted for you at “{{sessionName}}” ({{startsAt}}); see your sign-ups',
    reminder: '[Volunteering] “{{sessionName}}” begins {{startsAt}}; if you cannot come, tell the organiser',
    code: '[Volunteering] The code is {{code}}; it holds for {{minutes}} minutes. Tell it to nobody',
  },
  change: {
    starts_in_the_past: 'The new start is over; choose a later one',
    ends_before_it_starts: 'It must end after it starts; correct it',
    sign_up_over: 'At the new time sign-up would already be over; choose a later one',
    places_taken: 'A post cannot have fewer places than are taken or reserved; free some of them first',
  },
  leaderAccount: {
    missing:
      'The new leader has no account, and the former one no longer acts for the team; have him register, or make an account for him, and change the leader once more with his number',
  },
  registering: {
    identity_invalid:
      'Not a valid document number: an identity card has 18 characters, a real date of birth and the right check digit; look at the original',
    birth_date_missing: 'This kind of document does not hold the date of birth; give it as well',
    born_later: 'The date of birth is after today; correct it',
    village_unknown: 'There is no village of this code; check it',
    team_unknown: 'There is no team of this number; check it',
    text_outdated: 'There is a newer version of the text; read it and consent again',
    guardian_missing: 'For a minor a guardian consents as well; give the name',
    guardian_must_sign: 'At this age a guardian signs: register at the village office or with the leader of a team',
    photo_unknown: 'There is no such photo of a consent, or it was used before; hand it in again',
    phone_invalid: 'Not a mobile number of eleven digits; correct it',
    invitation_unknown: 'The invitation code is wrong, too old or used up; ask the leader of the team',
  },
  consentText: {
    service:
      'I consent that the village, the township and the county office for volunteering process my name, document type and number, date of birth, gender, phone number, political status, education and village, to register me as a volunteer, to record my service and to certify it. At any time I may see, copy, correct, take along or delete this data; what stays then is statistics that do not identify me.',
    'sign-up-by-proxy':
      'I ask the volunteer of the number given to sign me up for sessions, to confirm and to cancel for me, and to see my sign-ups for that. I am told each time. I can withdraw this at any time.',
    guardian:
      'I am the guardian and consent that the child takes part in volunteering that suits its age. I can withdraw this at any time; sign-ups for what has not begun then end.',
    'notices-by-mail': 'I consent to being sent notices to the e-mail address that I give. I may withdraw at any time.',
    'notices-by-sms':
      'I consent to being sent notices by text message to my registered phone number. I may withdraw at any time.',
    'notices-by-wechat':
      'I consent to being sent notices to the WeChat account that I bind. I may withdraw at any time.',
  },
  ownExport: {
    part: 'part',
    item: 'item',
    content: 'content',
    data: 'own data',
    consents: 'consents',
    attendances: 'service',
    training: 'training',
    disputes: 'disputes',
    given: 'given',
    earlier: 'before corrections',
    memberships: 'teams',
    qualifications: 'qualifications',
    cards: 'cards',
    signUps: 'sign-ups',
    member: 'member',
    applied: 'applied',
    invited: 'invited',
    none: 'left',
    came: 'came',
    absent: 'did not come',
    withdrawn: 'withdrawn',
    minutes: 'minutes',
    volunteerNos: 'volunteer numbers',
    name: 'name',
    documentType: 'document type',
    documentNumber: 'document number',
    bornOn: 'date of birth',
    phone: 'phone',
    phoneConfirmed: 'phone confirmed',
    yes: 'yes',
    no: 'no',
    guardian: 'guardian',
    gender: 'gender',
    politicalStatus: 'political status',
    education: 'education',
    division: 'division',
    teams: 'teams',
    registeredOn: 'registered on',
  },
  publishing: {
    duty_of_job: 'This is the duty of a job and no volunteering; it cannot be published as a session',
    internal_duty: 'This is the internal duty of a unit and no volunteering; it cannot be published as a session',
    own_benefit: 'This benefits those who take part and is no volunteering; it cannot be published as a session',
    unclear_purpose: 'The public purpose is unclear; say whom it serves and what for, and plan it again',
    paid_above_subsidy: 'The pay exceeds a subsidy, so this is no volunteering; it cannot be published as a session',
    hours_for_donation: 'Hours as a reward for a donation cannot be published as a session',
    starts_in_the_past: 'It has already begun, and only future sessions can be published; plan another time',
    sign_up_over: 'Sign-up would already be over; plan another time',
    risks_missing: 'The risks are not described; add them',
    safeguards_missing: 'The safeguards are not described; add them',
    person_in_charge_missing: 'There is no person in charge; add one',
    minimum_age_missing: 'There is no minimum age; add one',
    division_ended: 'The division where it lies has ended; look up its heir, return the draft and name that one',
    team_ended: 'Its team was dissolved or merged into another; return the draft and name one that is there',
    no_places: 'There is no post with a place; add at least one',
  },
  sheet: {
    number_or_name_missing: 'There is neither a number nor a name; fill in one of them',
    number_of_listed_missing:
      'Somebody of this name is on the list; fill in his number, or add to the name where it is somebody else',
    name_differs: 'The name is not that of this number; correct one of them',
    other_session: 'This row is of another session; hand it in there',
    time_malformed: 'is no time; write 9:05 or 2026-05-01 09:05',
    row_damaged: 'The row is cut short, or its quotes or columns are wrong; look at it',
  },
  refusal: {
    cell_missing: 'A required cell is empty; fill it in',
    date_malformed: 'Not a date; write 2020-06-18 or 2020/6/18',
    time_malformed: 'Not a time; write 2022-10-26T09:17:00+08:00 (no zone means Beijing time)',
    whole_number_malformed: 'Not a whole number of 0 or more; correct it',
    word_unknown: 'Not one of the prescribed words; docs/files.md lists those of each column',
    end_not_after_start: 'The end must be after the start; correct it',
    identity_invalid:
      'Not a valid document number: 18 characters, a real date, the right check digit; check the original',
    number_damaged_by_excel:
      'Excel took the number for a quantity (4.31E+17); format the column as text and fill it in again',
    village_unknown: 'No village has this code; bring the divisions in first or check the code',
    number_repeated: 'This number stands in the file more than once with differing content; keep the right row',
    record_id_malformed: 'The record number is no UUID; check it',
    conflict:
      'Another content under this record number was received earlier and stands; a new record needs its own number',
    number_made_here:
      'This is the number of a volunteer who was registered in this system, and no file may change it; use another',
    number_planned_here:
      'This is the number of a session that was planned here, which no file changes; give another session another number',
    team_founded_here:
      'This is the number of a team that was founded here, which no file changes; give another team another number',
    erased: 'This number belongs to a person who asked to be deleted; it cannot be brought in again',
    row_cut_short: 'The file ends inside this row; export it again as a whole',
    row_too_long: 'This row has more cells than the header; look for a comma too many',
    row_quote_misplaced: 'A quote in this row is in the wrong place; look at the cell',
  },
  file: {
    header_column_missing:
      'The header has no column “{{column}}”; docs/files.md lists the columns of each kind, and npm run county -- demo --files-only DIR writes samples',
    header_column_twice: 'The column “{{column}}” stands in the header twice; remove one',
    file_empty: 'The file holds neither header nor rows; is it the right file?',
    internal: 'An internal error met the import; tell the administrator its id',
    'FILE.EMPTY': 'The file is empty; is it the right file?',
    'FILE.PDF': 'This is a PDF; export it as .xlsx or CSV',
    'FILE.MARKUP': 'This is a web page (HTML/XML); save it as .xlsx or CSV',
    'FILE.OLD_WORKBOOK': 'This is an old .xls or a workbook with a password; save it as .xlsx without one, or as CSV',
    'FILE.OTHER_ZIP': 'This archive is no .xlsx workbook; save it as .xlsx or CSV',
    'FILE.PACKED_TWICE': 'There is an archive inside the archive; unpack it first',
    'FILE.UTF16': 'This is “Unicode text”; save it as CSV UTF-8 or .xlsx',
    'FILE.BINARY': 'This is no table; use .xlsx or CSV',
    'FILE.GZIP_BROKEN': 'The gzip file is damaged or cut short; pack it again',
    'FILE.WORKBOOK_BROKEN': 'The workbook is damaged or cut short; save it again',
    'FILE.TOO_LARGE': 'The file unpacks to too much; split it',
    'FILE.BOMB': 'The file unpacks to suspiciously much and was refused; save it again or export CSV',
    'FILE.TOO_MANY_TEXTS': 'There are too many different texts in the workbook; save it as CSV',
    'FILE.NO_SHEET': 'The workbook has no visible sheet with cells',
    'FILE.BAD_TEXT': 'Row {{row}} is neither UTF-8 nor GB18030; save the file as CSV UTF-8',
    'FILE.WRONG_SEPARATOR': 'The header is not separated by commas; save the file as CSV with commas',
    'FILE.TOO_MANY_COLUMNS': 'Too many columns (row {{row}}); look at the file',
    'FILE.CELL_TOO_LONG': 'A cell in row {{row}} is too long; look at the file',
    'FILE.ROW_TOO_LONG': 'Row {{row}} is too long; were the line ends lost?',
    'FILE.UNCLOSED_QUOTE': 'A quote in row {{row}} is never closed; close it',
    'FILE.STRAY_QUOTE': 'A quote in row {{row}} is in the wrong place; look at the cell',
  },
  refusalsColumns: { row: 'row', column: 'column', value: 'value', code: 'code', reason: 'reason' },
  ...enReport,
  ...enDefinitions,
};
