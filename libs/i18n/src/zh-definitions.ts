/** 印在年报里的口径：按这里的先后印出，键的第一段是所属类别。 */
export const zhDefinitions = {
  definitionGroups: {
    general: '总则',
    people: '人员与队伍',
    record: '签到记录',
    measure: '指标',
    minutes: '服务时长',
    breakdown: '分组',
  },
  definitionTerms: {
    'general.basis': '数据依据',
    'general.time': '时区',
    'general.rows': '退回的行',
    'people.identity': '一个人',
    'people.validNumber': '有效证件',
    'people.data': '个人资料',
    'people.registered': '注册志愿者',
    'people.later': '后注册者',
    'people.teams': '志愿服务队伍',
    'people.age': '年龄段',
    'record.kept': '记录的保存',
    'record.order': '判断顺序',
    'record.duplicate': '重复',
    'record.conflict': '冲突',
    'record.unknown_session': '场次不存在',
    'record.session_cancelled': '场次已取消',
    'record.unknown_volunteer': '志愿者不存在',
    'record.outside_window': '时间超出范围',
    'record.not_approved': '补录未经审核',
    'record.annulled': '已撤销',
    'record.no_check_in': '有签退无签到',
    'record.annulment': '撤销记录',
    'record.evidence': '证据类别',
    'measure.attendance': '出勤',
    'measure.personTimes': '人次',
    'measure.participants': '参与人数',
    'measure.sessions': '活动场次',
    'measure.period': '归属年月',
    'measure.early': '未结束的场次',
    'measure.covered': '覆盖群众',
    'measure.verifiedPersonTimes': '核验人次',
    'measure.sessionsWithOnlineCheckIn': '网上打卡活动',
    'measure.activeRate': '活跃率',
    'minutes.intervals': '配对',
    'minutes.open': '没有签退',
    'minutes.clamped': '限于计划时间',
    'minutes.once': '不重复计时',
    'minutes.rounding': '取整与小时',
    'breakdown.session': '按活动分组',
    'breakdown.person': '按人分组',
    'breakdown.blank': '未填',
    'breakdown.division': '区划范围',
  },
  definitions: {
    'general.basis':
      '所有数字只由现有的签到记录、志愿者和队伍名册、活动场次算出。数据先到后到、重复导入、系统重启，结果都一样；签到可以先于志愿者和场次导入，对应的人或场次补齐后自动计入，场次取消后自动剔除。',
    'general.time': '年、月、日一律按北京时间（UTC+08:00）划分，与服务器所在时区和时间的写法无关。',
    'general.rows':
      '必填项缺失或写法不对的行不予接收，也不影响任何数字。同一文件中同一编号（志愿者、场次、队伍）的几行内容相同的算一行，内容不同的全部退回；以后的文件以新行替换该编号的旧行。',
    'people.identity':
      '证件类型与证件号码都相同的即为同一个人，号码先统一全角半角、去掉空白和不可见字符、字母改为大写再比较。一个人可以有几个志愿者编号，每个被接收的编号都指向本人。',
    'people.validNumber':
      '居民身份证（类型 01）须为 18 位，其中的出生日期真实存在，校验码符合 GB 11643；出生日期即取自号码，不看另填的一栏。其他证件只要求号码不为空。',
    'people.data': '一个人登记过多次的，以注册日期最早的一行为准；日期相同时取志愿者编号最小的一行。',
    'people.registered': '最早注册日期不晚于当年 12 月 31 日的人数；限定区划时，只数本人所属区划在该范围内的人。',
    'people.later': '活动之后才注册的人，其参加的该场活动照常计入。',
    'people.teams': '成立日期不晚于当年 12 月 31 日的队伍数；限定区划时，只数队伍所属区划在该范围内的队伍。',
    'people.age':
      '按当年 12 月 31 日的周岁划分：8 岁以下、8—13、14—17、18—27、28—34、35—39、40—44、45—59、60 岁及以上。',
    'record.kept':
      '每条记录有编号（不分大小写）、类型、发生时间、接收时间和方式。无论是否计入都保存，不计入的写明原因。所有数字只看发生时间；接收时间和设备时钟情况仅作备查。',
    'record.order': '从“重复”到“有签退无签到”，自上而下依次判断，以最先符合的一项为不计入的原因。',
    'record.duplicate':
      '编号相同，且除接收时间外各项内容都相同（时间按同一时刻比较）：只保留一条，接收时间取最早的一次。',
    'record.conflict':
      '编号相同而内容不同：先收到的有效，另一条不予接收。同时收到的，依次比较场次编号、志愿者编号、类型、发生时间、方式、设备、录入人、审核人、原记录编号（小写）、备注，按字符编码排序，空白在前，排在前面的有效。',
    'record.unknown_session': '记录中的场次编号在场次表中没有。',
    'record.session_cancelled': '记录所属的场次状态为已取消。',
    'record.unknown_volunteer': '记录中的志愿者编号在名册中没有。',
    'record.outside_window': '发生时间比场次计划开始早 60 分钟以上，或比计划结束晚 60 分钟以上。',
    'record.not_approved': '方式为补录，但没有审核人，或审核人就是录入人（统一全角半角并去掉空白和不可见字符后比较）。',
    'record.annulled': '另有撤销记录指明撤销该条。',
    'record.no_check_in': '该人在该场活动没有任何有效签到的签退。',
    'record.annulment':
      '撤销记录只判断重复与冲突，本身从不计入，也不能再被撤销。它只凭原记录编号（不分大小写）起作用，可以撤销签到和签退；原记录先到后到均可，与撤销记录自己填写的场次、志愿者、时间和方式无关。',
    'record.evidence':
      '扫码、定位为核验，点名、纸质为证明，补录为申报。一次出勤有几条有效签到的，取其中最可靠的一类（核验优于证明，证明优于申报）。',
    'measure.attendance': '一个人在一场活动中至少有一条有效签到，记为一次出勤。',
    'measure.personTimes': '出勤的次数。',
    'measure.participants': '有出勤的不同的人的数量。每一格分别去重，不能把各月、各队或各地的数字相加。',
    'measure.sessions': '状态为已结束且至少有一次出勤的场次数。',
    'measure.period': '场次及其全部出勤归入场次计划开始时间所在的年份和月份。',
    'measure.early': '场次尚未结束时，其出勤已计入人次、参与人数和服务分钟；场次数和覆盖群众要到结束后才计入。',
    'measure.covered': '已举办的各场活动由组织者申报的覆盖人次之和，连同其申报方式；不是不重复的人数。',
    'measure.verifiedPersonTimes': '证据类别为核验的出勤次数。',
    'measure.sessionsWithOnlineCheckIn': '至少有一次核验出勤的已举办场次数。',
    'measure.activeRate':
      '参与人数除以注册志愿者数，保留六位小数（表中以百分比显示）。乡镇、村以及没有注册志愿者的范围不计算。',
    'minutes.intervals':
      '把一个人在一场活动中的有效签到、签退按发生时间排列（同一时刻签到在前）：没有未完时段时，签到开始一个时段，已有未完时段时的签到不起作用；签退结束未完的时段，没有未完时段时的签退不起作用。',
    'minutes.open': '始终没有签退的时段：时长规则为“按计划”的算到计划结束，“按签退”的不计时长。',
    'minutes.clamped': '每个时段只取场次计划开始至计划结束之间的部分，没有剩余的不计。',
    'minutes.once':
      '一个人的同一段时间只计一次。本人所有年份、所有场次的时段按截取后的开始时间排列，开始相同的按场次编号的文字顺序排列，每个时段只计前面各时段未计过的部分。',
    'minutes.rounding':
      '每次出勤按整秒累计，再舍去不足一分钟的部分。小时数等于分钟数除以 60，显示两位小数。每天的时长不设上限。',
    'breakdown.session':
      '乡镇按活动举办地划分（场次区划代码的前九位）；此外按主办队伍、服务类别、专项活动和月份分组。每格列出活动场次、人次、参与人数、服务分钟和覆盖群众。',
    'breakdown.person':
      '按出勤的证据类别，以及本人的性别、政治面貌、年龄段和居住乡镇分组。每格列出人次、参与人数和服务分钟。',
    'breakdown.blank': '没有填写的归入“（未填）”一行。没有出勤的不列行。',
    'breakdown.division':
      '限定区划时，只统计在该区划范围内举办的场次（按区划代码的前缀判断）以及由此产生的出勤、时长和覆盖群众。',
  },
};
