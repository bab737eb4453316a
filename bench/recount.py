#!/usr/bin/env python3
"""Recounts a county-year from its files alone, and compares the figures with expected ones.

usage: recount.py DIR [--year Y ...] [--division CODE ...] [--compare expected.json] [--out FILE]

DIR holds the files of a county-year, each as .csv or .csv.gz. The figures are those of
GET /api/v1/reports/years/{year}?division=CODE, worked out a second time by other means: one process,
Python's standard library (3.9 or newer), every rule written down again from the definitions of the figures,
whose words stand in quotation marks above the code that follows them. Each definition can be read, in shorter
words, on the sheet 口径 of the year's workbook (GET /api/v1/reports/years/{year}.xlsx), whose texts are in
libs/i18n/src/zh-definitions.ts and en-definitions.ts. Five of the seven files decide the figures; grids and
grid-staff decide none and are not read.

--year, --division  every year given is recounted for every division given; without --division for everything;
                    without --year what the expected figures name, or else each year in which a session starts
--compare           prints every figure that differs, then "figures equal N of M"; exit code 1 if one differs
--out               writes the list of {year, division, figures} to a file; without --out and --compare it is printed

Beside the figures stand some that only help to find a difference (see DIAGNOSTIC).
"""
import argparse
import csv
import gc
import gzip
import hashlib
import io
import json
import os
import re
import sys
import unicodedata
import zlib
from collections import Counter, defaultdict
from datetime import date
from typing import NamedTuple

DIAGNOSTIC = ("year", "persons", "volunteerRowsRefused", "volunteerRowsRefusedByReason", "teamRowsRefusedByReason",
              "sessionRowsRefusedByReason", "attendanceRowsNotCounted", "perVolunteerSha256")

LEVELS = ("县", "乡镇", "村")
STATES = ("已发布", "进行中", "已结束", "已取消")
BY_CHECK_OUT, BY_PLAN = "按签退", "按计划"
CHECK_IN, CHECK_OUT, ANNULMENT = "签到", "签退", "撤销"
BACK_FILLED = "补录"
EVIDENCE = {"扫码": "verified", "定位": "verified", "点名": "attested", "纸质": "attested", BACK_FILLED: "declared"}
EVIDENCE_BEST_FIRST = ("verified", "attested", "declared")
AGE_BANDS = ((8, "<8"), (14, "8-13"), (18, "14-17"), (28, "18-27"), (35, "28-34"), (40, "35-39"), (45, "40-44"), (60, "45-59"))
DAY, HOUR, MINUTE = 86400, 3600, 60


# ---------------------------------------------------------------------------------------------------------------
# Reading a file
# ---------------------------------------------------------------------------------------------------------------

# The characters with the property White_Space; str.strip() without them would take U+001C to U+001F too.
WHITE_SPACE = "\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff"
NOT_IN_COMPACT = dict.fromkeys(map(ord, WHITE_SPACE + ZERO_WIDTH))


def text_of(path):
    """The text of a file: gzipped or not, UTF-8 with or without a byte-order mark, or GB18030; told by its bytes."""
    with open(path, "rb") as f:
        raw = f.read()
    try:
        if raw.startswith(b"\x1f\x8b"):
            raw = gzip.decompress(raw)
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            return raw.decode("gb18030").lstrip("\ufeff")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as problem:
        raise SystemExit(f"{path}: cannot be read to its end: {problem}")


def rows_of(folder, kind, columns, content=()):
    """Yields (cells of `columns` in that order, what the row says in the columns of `content`) for every row of a file,
    or (None, ...) for a row with text beyond the header's last column.

    "Cells are trimmed of white space (Unicode's)." The header decides where a column stands; a row that ends early is
    blank in the rest. Empty lines are no rows. `content` names columns, each with the function that reads what its cell
    says, or None: a date is the same however it is written, and so is a time.
    """
    for ending in (".csv", ".csv.gz"):
        path = os.path.join(folder, kind + ending)
        if os.path.exists(path):
            break
    else:
        raise SystemExit(f"{folder}: neither {kind}.csv nor {kind}.csv.gz is there")
    reader = csv.reader(io.StringIO(text_of(path), newline=""))
    header = [name.strip(WHITE_SPACE) for name in next(reader, [])]
    missing = [name for name in columns if name not in header]
    if missing:
        raise SystemExit(f"{path}: the header lacks {', '.join(missing)}")
    places = [header.index(name) for name in columns]
    says = [(header.index(name), read) for name, read in content if name in header]
    for row in reader:
        cells = [cell.strip(WHITE_SPACE) for cell in row]
        if any(cells):
            cells += [""] * (len(header) - len(cells))
            too_long = any(cells[len(header):])
            yield (None if too_long else [cells[i] for i in places],
                   tuple((read(cells[i]) if read else None) or cells[i] for i, read in says))


# ---------------------------------------------------------------------------------------------------------------
# Reading a cell
# ---------------------------------------------------------------------------------------------------------------

DATE_FORM = re.compile(r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})")
TIME_FORM = re.compile(DATE_FORM.pattern + r"[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?(?:(Z)|([+-])([0-9]{2}):([0-9]{2}))?")
UUID_FORM = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
WHOLE_NUMBER_FORM = re.compile(r"[0-9]+")
IDENTITY_CARD_FORM = re.compile(r"[0-9]{17}[0-9X]")
IDENTITY_CARD_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
IDENTITY_CARD_CHECK = "10X98765432"


def calendar_day(year, month, day):
    """A date from its three texts, or None where the calendar has no such day."""
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def date_of(cell):
    """"A date is year, month, day with `-` or `/`, one or two digits for month and day"; None if it is not one."""
    form = DATE_FORM.fullmatch(cell)
    return calendar_day(*form.groups()) if form else None


def instant_of(cell):
    """The instant a cell names, in whole seconds of China Standard Time counted from a fixed day; None if it names none.

    "A time is such a date, `T` or one space, `hh:mm[:ss[.f]]`, then `Z`, `±hh:mm` or nothing (+08:00) [...];
    fractions of a second are cut off." Instants are the same number however they were written, and
    instant // DAY is the ordinal of the day in UTC+08:00, where "all calendar questions [...] are answered".
    """
    form = TIME_FORM.fullmatch(cell)
    if not form:
        return None
    year, month, day, hour, minute, second, utc, sign, zone_hour, zone_minute = form.groups()
    on = calendar_day(year, month, day)
    hour, minute, second = int(hour), int(minute), int(second or 0)
    if on is None or hour > 23 or minute > 59 or second > 59:
        return None
    ahead_of_utc = 8 * HOUR
    if utc:
        ahead_of_utc = 0
    elif sign:
        zone_hour, zone_minute = int(zone_hour), int(zone_minute)
        if zone_hour > 23 or zone_minute > 59:
            return None
        ahead_of_utc = (zone_hour * HOUR + zone_minute * MINUTE) * (-1 if sign == "-" else 1)
    return on.toordinal() * DAY + hour * HOUR + minute * MINUTE + second + 8 * HOUR - ahead_of_utc


def compact(text):
    """"Where definitions say *compact*, the text is taken in Unicode NFKC without white space and without the
    zero-width characters U+200B–U+200D, U+2060, U+FEFF." """
    return unicodedata.normalize("NFKC", text).translate(NOT_IN_COMPACT)


def birth_date_in(number):
    """The birth date in an identity card's number; None if the number is not valid.

    "for type 01: 18 characters, a real date in it, GB 11643 check digit; the person's birth date is then the one in the number".
    """
    if not IDENTITY_CARD_FORM.fullmatch(number):
        return None
    total = sum(weight * int(digit) for weight, digit in zip(IDENTITY_CARD_WEIGHTS, number))
    if IDENTITY_CARD_CHECK[total % 11] != number[17]:
        return None
    return calendar_day(number[6:10], number[10:12], number[12:14])


# ---------------------------------------------------------------------------------------------------------------
# The register: divisions, teams, persons, sessions
# ---------------------------------------------------------------------------------------------------------------

def one_row_per_number(rows, refused):
    """Yields the cells of one row for each number (the first of `columns`); counts the refused rows by reason in `refused`.

    "One number (志愿者编号, 场次编号, 队伍编号) twice in one file with the same content is one row; with other content
    all of its rows are refused (`number_repeated`)." "A row whose required cells
    are missing or malformed is refused": here one that is too long or without a number. With malformed cells elsewhere it is one of
    the rows of its number all the same, and is left to the caller when it is the only one.
    """
    by_number = {}
    for cells, content in rows:
        if cells is None or not cells[0]:
            refused["malformed"] += 1
        elif cells[0] not in by_number:
            by_number[cells[0]] = (cells, [content])
        else:
            by_number[cells[0]][1].append(content)
    for cells, contents in by_number.values():
        if len(contents) > 1 and any(content != contents[0] for content in contents):
            refused["number_repeated"] += len(contents)
        else:
            yield cells


def read_divisions(folder):
    """Code -> level. "divisions | 区划代码, 名称, 级别 (县, 乡镇, 村)"."""
    return {cells[0]: cells[2] for cells, _ in rows_of(folder, "divisions", ("区划代码", "名称", "级别"))
            if cells and cells[0] and cells[1] and cells[2] in LEVELS}


class Team(NamedTuple):
    division: str
    founded: date


TEAM_CONTENT = tuple((name, date_of if name == "成立日期" else None) for name in (
    "队伍编号", "队伍名称", "队伍类型", "区划代码", "服务类别", "负责人", "联系电话", "成立日期"))


def read_teams(folder, refused):
    """The teams. "teams | 队伍编号, 队伍名称, 成立日期"."""
    teams = []
    for number, name, founded, division in one_row_per_number(rows_of(folder, "teams", ("队伍编号", "队伍名称", "成立日期", "区划代码"), TEAM_CONTENT), refused):
        founded = date_of(founded)
        if name and founded:
            teams.append(Team(division, founded))
        else:
            refused["malformed"] += 1
    return teams


class Person(NamedTuple):
    """"A person's data: those of the accepted row with the earliest 注册日期 (then the smallest 志愿者编号)"."""
    registered: date
    number: str
    born: date
    gender: str
    political_status: str
    division: str


VOLUNTEER_COLUMNS = ("志愿者编号", "姓名", "证件类型", "证件号码", "注册日期", "同意方式", "区划代码", "出生日期", "性别", "政治面貌")


VOLUNTEER_CONTENT = tuple((name, date_of if name in ("出生日期", "注册日期") else None) for name in (
    "志愿者编号", "姓名", "性别", "证件类型", "证件号码", "出生日期", "手机", "政治面貌", "文化程度", "区划代码", "队伍编号", "注册日期",
    "同意方式"))


def read_persons(folder, divisions, refused):
    """Volunteer number -> person, for every accepted row; several numbers may lead to one and the same Person.

    "volunteers | 志愿者编号, 姓名, 证件类型, 证件号码, 注册日期, 同意方式, 区划代码 (a known division of 级别 村), 出生日期 unless the type is 01".
    "identity | document type + document number; the number compact, letters upper-cased. One identity is one person,
    however many volunteer numbers (志愿者编号) it has; every accepted number leads to that person".
    """
    rows_by_identity = defaultdict(list)
    for number, name, document_type, document, registered, consent, division, born, gender, political_status in \
            one_row_per_number(rows_of(folder, "volunteers", VOLUNTEER_COLUMNS, VOLUNTEER_CONTENT), refused):
        document = compact(document).upper()
        registered = date_of(registered)
        born = birth_date_in(document) if document_type == "01" else date_of(born)
        if name and document_type and document and registered and consent and divisions.get(division) == "村" and born:
            rows_by_identity[document_type, document].append(Person(registered, number, born, gender, political_status, division))
        else:
            refused["malformed"] += 1
    person_of = {}
    for rows in rows_by_identity.values():
        person = min(rows, key=lambda row: (row.registered, row.number))
        for row in rows:
            person_of[row.number] = person
    return person_of


class Session(NamedTuple):
    number: str
    start: int
    end: int
    state: str
    rule: str
    people_covered: int
    division: str
    team: str
    category: str
    campaign: str

    @property
    def starts_on(self):
        return date.fromordinal(self.start // DAY)


SESSION_COLUMNS = ("场次编号", "开始时间", "结束时间", "状态", "时长规则", "覆盖群众", "区划代码", "队伍编号", "服务类别", "专项活动")


SESSION_CONTENT = tuple((name, instant_of if name in ("开始时间", "结束时间") else None) for name in (
    "场次编号", "活动名称", "专项活动", "服务类别", "队伍编号", "区划代码", "地点", "经度", "纬度", "开始时间", "结束时间", "计划人数",
    "签到方式", "时长规则", "状态", "覆盖群众", "覆盖统计方法", "负责人"))


def read_sessions(folder, refused):
    """Session number -> session. "sessions | 场次编号, 开始时间 < 结束时间, 状态 (已发布, 进行中, 已结束, 已取消),
    时长规则 (按签退, 按计划); 覆盖群众 a whole number ≥ 0, blank is 0"."""
    sessions = {}
    for number, start, end, state, rule, people_covered, division, team, category, campaign in \
            one_row_per_number(rows_of(folder, "sessions", SESSION_COLUMNS, SESSION_CONTENT), refused):
        start, end, people_covered = instant_of(start), instant_of(end), people_covered or "0"
        if (start is not None and end is not None and start < end and state in STATES and rule in (BY_CHECK_OUT, BY_PLAN)
                and WHOLE_NUMBER_FORM.fullmatch(people_covered)):
            sessions[number] = Session(number, start, end, state, rule, int(people_covered), division, team, category, campaign)
        else:
            refused["malformed"] += 1
    return sessions


# ---------------------------------------------------------------------------------------------------------------
# Records of attendance
# ---------------------------------------------------------------------------------------------------------------

class Record(NamedTuple):
    """Every field but the record's number and the time of receipt, in the order in which the definitions sort the content
    of a conflict: "field by field by code point, blank first, in the order 场次编号, 志愿者编号, 类型, 发生时间 as an instant,
    方式, 设备, 录入人, 审核人, 原记录编号 in lower case, 备注". Python compares tuples field by field and texts by code point."""
    session: str
    volunteer: str
    kind: str
    happened: int
    method: str
    device: str
    entered_by: str
    approved_by: str
    annuls: str
    note: str


ATTENDANCE_COLUMNS = ("记录编号", "接收时间", "场次编号", "志愿者编号", "类型", "发生时间", "方式", "设备", "录入人", "审核人", "原记录编号", "备注")


def read_records(folder, not_counted):
    """Record number in lower case -> the record that stands under it.

    "attendance | 记录编号 (a UUID), 场次编号, 志愿者编号, 类型 (签到, 签退, 撤销), 发生时间, 接收时间,
    方式 (扫码, 定位, 点名, 纸质, 补录); 原记录编号 for 撤销". What is malformed leads to nothing, so it takes part in no conflict.
    "`duplicate` | the same number with the same content (every field but the time of receipt; times compared as instants):
    kept once, with its earliest time of receipt". "`conflict` | the same number with other content: the one received first stands,
    of equal times the one whose content sorts first [...]; the other is refused".
    """
    receipts = defaultdict(dict)  # record number -> {content: earliest time of receipt}
    for cells, _ in rows_of(folder, "attendance", ATTENDANCE_COLUMNS):
        if cells is None:
            not_counted["malformed"] += 1
            continue
        number, received, session, volunteer, kind, happened, method, device, entered_by, approved_by, annuls, note = cells
        received, happened, annuls = instant_of(received), instant_of(happened), annuls.lower()
        if not (UUID_FORM.fullmatch(number) and session and volunteer and kind in (CHECK_IN, CHECK_OUT, ANNULMENT)
                and happened is not None and received is not None and method in EVIDENCE
                and (kind != ANNULMENT or annuls)):
            not_counted["malformed"] += 1
            continue
        record = Record(session, volunteer, kind, happened, method, device, entered_by, approved_by, annuls, note)
        contents = receipts[number.lower()]
        if record in contents:
            not_counted["duplicate"] += 1
            contents[record] = min(contents[record], received)
        else:
            contents[record] = received
    standing = {}
    for number, contents in receipts.items():
        not_counted["conflict"] += len(contents) - 1
        standing[number] = min(contents, key=lambda record: (contents[record], record)) if len(contents) > 1 else next(iter(contents))
    return standing


def reason_not_counted(number, record, session, person, annulled):
    """The first reason that applies to a check-in or check-out, "in this order", up to `annulled`; None if none does."""
    if session is None:
        return "unknown_session"
    if session.state == "已取消":
        return "session_cancelled"
    if person is None:
        return "unknown_volunteer"
    # "it happened more than 60 minutes before the session's start or more than 60 minutes after its end"
    if not session.start - 60 * MINUTE <= record.happened <= session.end + 60 * MINUTE:
        return "outside_window"
    # "method 补录 (back-filled) and no approver, or the approver is the one who entered it (both compact)"
    if record.method == BACK_FILLED:
        approver = compact(record.approved_by)
        if not approver or approver == compact(record.entered_by):
            return "not_approved"
    if number in annulled:
        return "annulled"
    return None


class Attendance:
    """"one person at one session with at least one accepted check-in"."""

    def __init__(self, person, session, records):
        self.person, self.session, self.records, self.seconds = person, session, records, 0
        # "An attendance has the best class among its accepted check-ins."
        self.evidence = min((EVIDENCE[r.method] for r in records if r.kind == CHECK_IN), key=EVIDENCE_BEST_FIRST.index)

    @property
    def minutes(self):
        """"Whole seconds are summed per attendance and rounded down to minutes." """
        return self.seconds // MINUTE


def attendances_of(records, person_of, sessions, not_counted):
    """The attendances of every year, from the records that count; counts the others by reason in `not_counted`.

    "An annulment is subject to `duplicate` and `conflict` alone. It acts by 原记录编号 (compared in lower case), before or after
    that record arrives, whatever its own session, volunteer, time or method; it annuls check-ins and check-outs, cannot itself
    be annulled, and is never counted."
    """
    annulled = {record.annuls for record in records.values() if record.kind == ANNULMENT}
    accepted = defaultdict(list)  # (person's own number, session number) -> records
    for number, record in records.items():
        if record.kind == ANNULMENT:
            continue
        person = person_of.get(record.volunteer)
        reason = reason_not_counted(number, record, sessions.get(record.session), person, annulled)
        if reason:
            not_counted[reason] += 1
        else:
            accepted[person.number, record.session].append(record)
    attendances = []
    for (person, session), theirs in accepted.items():
        if any(record.kind == CHECK_IN for record in theirs):
            attendances.append(Attendance(person_of[person], sessions[session], theirs))
        else:
            # "a check-out of somebody who has no accepted check-in at that session"
            not_counted["no_check_in"] += len(theirs)
    return attendances


# ---------------------------------------------------------------------------------------------------------------
# Service minutes
# ---------------------------------------------------------------------------------------------------------------

def intervals_of(attendance):
    """Rules 1 to 3 of "Service minutes": the clamped intervals (start, end) of one attendance, none of them empty.

    1. "One person's accepted check-ins and check-outs at one session, by the time they happened (of equal times the check-in first):
    a check-in opens an interval unless one is open; a check-out closes the open one, and is ignored when none is open."
    2. "An interval left open ends at the planned end under 按计划 and gives nothing under 按签退."
    3. "Each interval is clamped to the session's planned start and end; what is empty then falls away."
    """
    session, intervals, opened = attendance.session, [], None
    for record in sorted(attendance.records, key=lambda record: (record.happened, record.kind != CHECK_IN)):
        if record.kind == CHECK_IN:
            if opened is None:
                opened = record.happened
        elif opened is not None:
            intervals.append((opened, record.happened))
            opened = None
    if opened is not None and session.rule == BY_PLAN:
        intervals.append((opened, session.end))
    clamped = ((max(start, session.start), min(end, session.end)) for start, end in intervals)
    return [(start, end) for start, end in clamped if start < end]


def credit_time(attendances):
    """Rule 4 of "Service minutes": sets the seconds of every attendance.

    "A person's time is credited once. Over all of the person's intervals at all sessions, of every year, ordered by the clamped start,
    then session number as text, each is credited what no earlier one was." In that order everything credited before an interval's
    start lies behind it, so what is new in it begins at the latest end so far.
    """
    of_person = defaultdict(list)
    for attendance in attendances:
        of_person[attendance.person.number].append(attendance)
    for theirs in of_person.values():
        intervals = [(start, attendance.session.number, end, attendance) for attendance in theirs for start, end in intervals_of(attendance)]
        credited_until = 0
        for start, _, end, attendance in sorted(intervals, key=lambda interval: interval[:2]):
            attendance.seconds += max(0, end - max(start, credited_until))
            credited_until = max(credited_until, end)


# ---------------------------------------------------------------------------------------------------------------
# The figures of a year
# ---------------------------------------------------------------------------------------------------------------

class Cell:
    """One cell of a breakdown, or the year as a whole: "each cell is counted on its own"."""

    def __init__(self):
        self.person_times, self.minutes, self.participants, self.held = 0, 0, set(), {}

    def add(self, attendance, minutes):
        self.person_times += 1
        self.minutes += minutes
        self.participants.add(attendance.person.number)
        # "session held: a session in state 已结束 with at least one attendance."
        if attendance.session.state == "已结束":
            self.held[attendance.session.number] = attendance.session.people_covered

    def of_persons(self):
        """"in the breakdowns by evidence class and of the persons: person-times, participants and minutes"."""
        return {"personTimes": self.person_times, "participants": len(self.participants), "minutes": self.minutes}

    def of_sessions(self):
        """"A cell carries sessions, person-times, participants, minutes and people covered"."""
        return {"sessions": len(self.held), **self.of_persons(), "covered": sum(self.held.values())}


def township_of(division):
    """"the first nine digits of its division"."""
    return division[:9]


def age_band(born, year):
    """"age on 31 December Y: <8, 8-13, 14-17, 18-27, 28-34, 35-39, 40-44, 45-59, 60+"; by that day every birthday of the year is past."""
    age = year - born.year
    return next((band for below, band in AGE_BANDS if age < below), "60+")


OF_SESSIONS = {
    "byTownship": lambda a, year: township_of(a.session.division),
    "byTeam": lambda a, year: a.session.team,
    "byCategory": lambda a, year: a.session.category,
    "byCampaign": lambda a, year: a.session.campaign,
    "byMonth": lambda a, year: f"{a.session.starts_on.month:02}",
}
OF_PERSONS = {
    "byEvidence": lambda a, year: a.evidence,
    "byGender": lambda a, year: a.person.gender,
    "byPoliticalStatus": lambda a, year: a.person.political_status,
    "byAgeBand": lambda a, year: age_band(a.person.born, year),
    "byHomeTownship": lambda a, year: township_of(a.person.division),
}


def active_rate(participants, registered):
    """"participants ÷ registered volunteers, rounded to six decimals"; in whole numbers, a half goes up."""
    return (2 * participants * 10**6 + registered) // (2 * registered) / 10**6


class County:
    """A county's files, read and settled once; figures() then answers for any year and division."""

    def __init__(self, folder):
        self.refused = {kind: Counter() for kind in ("teams", "volunteers", "sessions")}
        self.not_counted = Counter()
        self.divisions = read_divisions(folder)
        self.teams = read_teams(folder, self.refused["teams"])
        person_of = read_persons(folder, self.divisions, self.refused["volunteers"])
        self.persons = list({person.number: person for person in person_of.values()}.values())
        sessions = read_sessions(folder, self.refused["sessions"])
        attendances = attendances_of(read_records(folder, self.not_counted), person_of, sessions, self.not_counted)
        credit_time(attendances)
        # "It and its attendances belong to the year (and month) in which it starts."
        self.years = sorted({session.starts_on.year for session in sessions.values()})
        self.of_year = defaultdict(list)
        for attendance in attendances:
            self.of_year[attendance.session.starts_on.year].append(attendance)

    def figures(self, year, division=None):
        """The figures of a year. "A division restricts the sessions, and all that hangs on them, to those that took place in it
        (by prefix of the code)." """
        prefix, last_day = division or "", date(year, 12, 31)
        # "teams whose 成立日期 is on or before 31 December Y; in a division: whose own division lies in it", and persons likewise
        teams = sum(team.founded <= last_day and team.division.startswith(prefix) for team in self.teams)
        registered = sum(person.registered <= last_day and person.division.startswith(prefix) for person in self.persons)

        whole = Cell()
        cells = {name: defaultdict(Cell) for name in (*OF_SESSIONS, *OF_PERSONS)}
        verified_sessions, verified_person_times = set(), 0
        of_volunteer = defaultdict(lambda: [0, 0])
        keys = [(cells[name], key) for name, key in (*OF_SESSIONS.items(), *OF_PERSONS.items())]
        for attendance in self.of_year[year]:
            if not attendance.session.division.startswith(prefix):
                continue
            minutes = attendance.minutes
            whole.add(attendance, minutes)
            for breakdown, key in keys:
                breakdown[key(attendance, year)].add(attendance, minutes)
            if attendance.evidence == "verified":
                verified_person_times += 1
                verified_sessions.add(attendance.session.number)
            line = of_volunteer[attendance.person.number]
            line[0] += 1
            line[1] += minutes

        total = whole.of_sessions()
        # "null for a township, a village, or where nobody is registered"
        has_rate = registered > 0 and (division is None or self.divisions.get(division) == "县")
        lines = sorted(f"{number},{person_times},{minutes}\n" for number, (person_times, minutes) in of_volunteer.items())
        return {
            "year": year,
            "teams": teams,
            "registeredVolunteers": registered,
            **total,
            "verifiedPersonTimes": verified_person_times,
            # "sessions held with at least one attendance of class verified"
            "sessionsWithOnlineCheckIn": len(verified_sessions & whole.held.keys()),
            "activeRate": active_rate(total["participants"], registered) if has_rate else None,
            **{name: {key: cell.of_sessions() for key, cell in sorted(cells[name].items())} for name in OF_SESSIONS},
            **{name: {key: cell.of_persons() for key, cell in sorted(cells[name].items())} for name in OF_PERSONS},
            "persons": len(self.persons),
            "volunteerRowsRefused": sum(self.refused["volunteers"].values()),
            "volunteerRowsRefusedByReason": dict(sorted(self.refused["volunteers"].items())),
            "teamRowsRefusedByReason": dict(sorted(self.refused["teams"].items())),
            "sessionRowsRefusedByReason": dict(sorted(self.refused["sessions"].items())),
            "attendanceRowsNotCounted": dict(sorted((reason, n) for reason, n in self.not_counted.items() if n)),
            "perVolunteerSha256": hashlib.sha256("".join(lines).encode()).hexdigest(),
        }


# ---------------------------------------------------------------------------------------------------------------
# Comparing, and the command line
# ---------------------------------------------------------------------------------------------------------------

def leaves(value, at=""):
    """Every single figure in nested objects, as {"byMonth.07.minutes": 12}."""
    if not isinstance(value, dict):
        return {at: value}
    found = {}
    for key, inner in value.items():
        found.update(leaves(inner, f"{at}.{key}" if at else key))
    return found


def compare(wanted, got, names):
    """Prints what differs between two lists of {year, division, figures}; returns how many figures were wanted and how many differ.
    A figure that is there and was not wanted is a difference too, except a diagnostic one."""
    n, differing = 0, 0
    for want, have in zip(wanted, got):
        w = leaves({k: v for k, v in want["figures"].items() if names(k)})
        h = leaves({k: v for k, v in have["figures"].items() if names(k) and (k in want["figures"] or k not in DIAGNOSTIC)})
        n += len(w)
        for at in sorted(w.keys() | h.keys()):
            if at not in h or at not in w or w[at] != h[at]:
                differing += 1
                print(f"{want['year']} {want['division']} {at}: want {w.get(at, 'no such figure')}, got {h.get(at, 'no such figure')}")
    return n, differing


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dir", metavar="DIR")
    parser.add_argument("--year", metavar="Y", type=int, nargs="+", action="extend")
    parser.add_argument("--division", metavar="CODE", nargs="+", action="extend")
    parser.add_argument("--compare", metavar="expected.json")
    parser.add_argument("--out", metavar="FILE")
    options = parser.parse_args(arguments)
    gc.disable()  # everything that is read is kept to the end and holds no cycles; looking for some costs a quarter of the time
    csv.field_size_limit(2**31 - 1)

    wanted = None
    if options.compare:
        with open(options.compare, encoding="utf-8") as f:
            wanted = [w for w in json.load(f) if (not options.year or w["year"] in options.year)
                      and (not options.division or w["division"] in options.division)]
        if not wanted:
            parser.error(f"{options.compare} has no such year and division")
    county = County(options.dir)
    if wanted:
        asked = [(w["year"], w["division"]) for w in wanted]
    else:
        asked = [(year, division) for year in options.year or county.years for division in options.division or [None]]
    unknown = {division for _, division in asked if division and division not in county.divisions}
    if unknown:
        parser.error("no such division: " + ", ".join(sorted(unknown)))
    got = [{"year": year, "division": division, "figures": county.figures(year, division)} for year, division in asked]

    text = json.dumps(got, ensure_ascii=False, indent=1) + "\n"
    if options.out:
        with open(options.out, "w", encoding="utf-8") as f:
            f.write(text)
    elif not wanted:
        sys.stdout.write(text)
    if not wanted:
        return 0
    n, differing = compare(wanted, got, lambda name: name not in DIAGNOSTIC)
    m, others = compare(wanted, got, lambda name: name in DIAGNOSTIC)
    print(f"diagnostic figures equal {max(0, m - others)} of {m}")
    print(f"figures equal {max(0, n - differing)} of {n}")
    return 1 if differing or others else 0


if __name__ == "__main__":
    sys.exit(main())
