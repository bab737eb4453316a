"""A county of one village in which every figure can be counted by hand.

usage: python3 -m unittest discover -s bench
"""
import gzip
import os
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import recount

DIVISIONS = ["区划代码,名称,级别", "430999,某县,县", "430999101,某镇,乡镇", "430999101001,某村,村"]
TEAMS = ["队伍编号,队伍名称,区划代码,成立日期", "T1,一队,430999101,2020/1/1", "T2,二队,430999101,2021-01-01",
         "T3,三队,430999101,2019-01-01", "T3,三队,,2019-01-01"]
VOLUNTEERS = ["志愿者编号,姓名,性别,证件类型,证件号码,出生日期,政治面貌,区划代码,注册日期,同意方式",
              "V1,甲,1,01,11010519491231002X,,13,430999101001,2020-12-31,本人",
              "V2,甲,2,01,１１０１０５ 19491231002x\u200b,不看,13,430999101001,2021/1/1,本人",
              "V3,乙,2,414,e 1,2013-01-01,,430999101001,2019-02-28,本人",
              "V4,丙,2,01,110105194912310021,1949-12-31,13,430999101001,2019-01-01,本人",
              "V5,丁,2,414,E2,1990-01-01,13,430999101,2019-01-01,本人"]
SESSIONS = ["场次编号,专项活动,服务类别,队伍编号,区划代码,开始时间,结束时间,时长规则,状态,覆盖群众",
            "S1,,0004,T1,430999101001,2019-12-31T16:00:00Z,2020-01-01 02:00,按签退,已结束,7",
            "S2,防疫,0004,T1,430999101001,2020/1/1 01:00,2020-01-01T03:00:00.9+08:00,按计划,进行中,9"]
ATTENDANCE_HEADER = "记录编号,场次编号,志愿者编号,类型,发生时间,接收时间,方式,设备,录入人,审核人,原记录编号,备注"


def record(n, session, volunteer, kind, happened, method="点名", entered="", approved="", annuls="", received="2020-01-02T00:00:00Z", note=""):
    return ",".join((number(n), session, volunteer, kind, happened, received, method, "", entered, approved, annuls, note))


def number(n):
    return f"0000000a-0000-4000-8000-{n:012}"


ATTENDANCE = [
    ATTENDANCE_HEADER,
    record(1, "S1", "V1", "签到", "2020-01-01 00:00"),
    record(1, "S1", "V1", "签到", "2019-12-31T16:00:00.7Z", received="2020-01-03T00:00:00Z").replace("a-", "A-"),  # duplicate
    record(1, "S1", "V1", "签到", "2019-12-31T23:00:00", received="2020-01-02T00:00:01Z"),  # conflict, received later
    record(1, "S1", "", "签到", "2020-01-01 00:00", received="2020-01-01T00:00:00Z"),  # malformed
    record(2, "S1", "V2", "签退", "2020-01-01 01:30:59"),  # the same person
    record(3, "S2", "V2", "签到", "2020-01-01 01:30", "扫码"),  # open to 03:00, of which from 01:30:59 is new
    record(4, "S1", "V3", "签到", "2020-01-01 03:00:01"),  # outside the window
    record(5, "S1", "V3", "签到", "2020-01-01 03:00", "补录", "Ａ B", "AB"),  # not approved
    record(6, "S1", "V3", "签到", "2020-01-01 00:30"),  # annulled
    record(7, "无", "无", "撤销", "2030-01-01 00:30", annuls=number(6).upper()),
    record(8, "S2", "V3", "签退", "2020-01-01 02:00"),  # no check-in
    record(9, "S2", "V4", "签到", "2020-01-01 02:00"),  # a wrong check digit is no volunteer
]


class Recount(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as folder:
            for kind, lines, encoding in (("divisions", DIVISIONS, "utf-8"), ("teams", TEAMS, "gb18030"), ("volunteers", VOLUNTEERS, "gb18030"),
                                          ("sessions", SESSIONS, "utf-8-sig"), ("attendance", ATTENDANCE, "utf-8-sig")):
                with open(os.path.join(folder, kind + ".csv"), "wb") as f:
                    data = "\r\n".join(lines).encode(encoding)
                    f.write(gzip.compress(data) if kind == "attendance" else data)
            cls.county = recount.County(folder)

    def test_counts_a_year_as_one_would_by_hand(self):
        got = self.county.figures(2020, "430999")
        cell = {"personTimes": 2, "participants": 1, "minutes": 90 + 89}
        self.assertEqual({k: got[k] for k in ("teams", "registeredVolunteers", "sessions", "covered", "verifiedPersonTimes", "sessionsWithOnlineCheckIn", "activeRate")},
                         {"teams": 1, "registeredVolunteers": 2, "sessions": 1, "covered": 7, "verifiedPersonTimes": 1, "sessionsWithOnlineCheckIn": 0, "activeRate": 0.5})
        self.assertEqual(got["byMonth"], {"01": {"sessions": 1, **cell, "covered": 7}})
        self.assertEqual(got["byCampaign"][""], {"sessions": 1, "personTimes": 1, "participants": 1, "minutes": 90, "covered": 7})
        self.assertEqual((got["byGender"], got["byAgeBand"], got["byHomeTownship"]), ({"1": cell}, {"60+": cell}, {"430999101": cell}))
        self.assertEqual(got["attendanceRowsNotCounted"], {"annulled": 1, "conflict": 1, "duplicate": 1, "malformed": 1, "no_check_in": 1,
                                                           "not_approved": 1, "outside_window": 1, "unknown_volunteer": 1})
        self.assertEqual((got["volunteerRowsRefusedByReason"], got["teamRowsRefusedByReason"]), ({"malformed": 2}, {"number_repeated": 2}))

    def test_gives_a_rate_to_a_county_alone(self):
        self.assertIsNone(self.county.figures(2020, "430999101")["activeRate"])
        self.assertIsNone(self.county.figures(2018)["activeRate"])


if __name__ == "__main__":
    unittest.main()
