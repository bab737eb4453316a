import { zhDefinitions } from './zh-definitions.js';
import { zhReport } from './zh-report.js';
import { cliZh } from './cli.js';

/** 用户看到的文字。每条错误都说明怎么办。 */
export const zh = {
  cli: cliZh,
  error: {
    'REQUEST.MALFORMED': '请求格式不正确，请按 errors 中所列逐项改正后重试',
    'REQUEST.TOO_LARGE': '请求过大：文件不超过 512 MiB，一批记录不超过 1000 条，请拆分后重试',
    'REQUEST.UNSUPPORTED_MEDIA_TYPE': '不支持这种内容类型，请使用 application/json，上传文件请使用 multipart/form-data',
    'ROUTE.UNKNOWN': '没有这个地址，请核对；全部接口见 /api/openapi.json',
    'AUTH.REQUIRED': '请先登录：在 Authorization 中带上有效的访问令牌',
    'AUTH.FAILED': '用户名或密码不正确，请核对后重试',
    'AUTH.FORBIDDEN': '您没有这项权限，请联系管理员',
    'ACCOUNT.NAME_TAKEN': '用户名 {{username}} 已被使用，请换一个',
    'IMPORT.UNKNOWN': '没有编号为 {{id}} 的导入，请核对编号',
    'IMPORT.FILE_MISSING': '没有收到文件，请以 multipart 字段 file 上传',
    'IMPORT.FILE_INCOMPLETE': '文件没有收全，请重新上传',
    'IMPORT.ALREADY_ENDED': '导入 {{id}} 已经结束，不能再取消',
    'ATTENDANCE.ID_REUSED': '记录编号 {{id}} 已用于另一条内容不同的记录，请为新记录使用新的编号',
    'DIVISION.UNKNOWN': '没有代码为 {{division}} 的区划，请先导入区划或核对代码',
    'VOLUNTEER.UNKNOWN': '没有编号为 {{volunteerNo}} 的志愿者，请核对编号',
    OVERLOADED: '系统繁忙，请按 Retry-After 稍后重试',
    UNAVAILABLE: '服务正在启动或暂时不可用，请按 Retry-After 稍后重试',
    INTERNAL: '系统内部错误，请把 traceId 告诉管理员',
  },
  /** 请求中某一项不对的原因 */
  field: {
    time_malformed: '不是时间；请写成 2022-10-26T09:17:00+08:00',
    year_malformed: '年份请写成四位数字，如 2022',
    cell_missing: '必填，请补上',
    text_malformed: '文字中有残缺的字符，请重新输入',
    body_malformed: '请求内容不完整或格式不对；请发送完整的 JSON，文件用 multipart 上传',
    url_malformed: '网址的编码不对，请改正',
  },
  /** 导入时一行被拒绝的原因 */
  refusal: {
    cell_missing: '必填单元格为空，请补填',
    date_malformed: '不是日期；请写成 2020-06-18 或 2020/6/18',
    time_malformed: '不是时间；请写成 2022-10-26T09:17:00+08:00，不写时区即为北京时间',
    whole_number_malformed: '不是大于等于 0 的整数，请改正',
    word_unknown: '不是规定的用词，请改用该列可用的词（见 docs/files.md）',
    end_not_after_start: '结束时间应晚于开始时间，请改正',
    identity_invalid: '证件号码无效：身份证应为 18 位，出生日期真实，校验位正确，请核对原件',
    number_damaged_by_excel: '号码被 Excel 当作数字截断（如 4.31E+17），请把该列设为文本后重新填写',
    village_unknown: '没有这个村的区划代码，请先导入区划或核对代码',
    number_repeated: '同一编号在文件中出现多次且内容不同，请只保留正确的一行',
    record_id_malformed: '记录编号不是 UUID，请核对',
    conflict: '同一记录编号已有先收到的不同内容，以先收到的为准；如确为另一条记录请换编号',
    erased: '该编号属于已申请删除个人信息的志愿者，不能再次导入',
    row_cut_short: '文件在这一行中断，请重新导出完整文件',
    row_too_long: '这一行的单元格比表头多，请检查是否多了逗号',
    row_quote_misplaced: '这一行的引号位置不对，请检查该单元格',
  },
  /** 整个文件不能导入的原因 */
  file: {
    header_column_missing:
      '表头缺少“{{column}}”列，请补上：每种文件应有的列见 docs/files.md，也可用 npm run county -- demo --files-only 目录 生成样例',
    header_column_twice: '表头中“{{column}}”列出现两次，请删去一列',
    file_empty: '文件中没有表头和数据，请检查是否选错文件',
    internal: '导入时遇到内部错误，请把导入编号告诉管理员',
    'FILE.EMPTY': '文件是空的，请检查是否选错文件',
    'FILE.PDF': '这是 PDF 文件，请导出为 .xlsx 或 CSV',
    'FILE.MARKUP': '这是网页（HTML/XML）文件，请另存为 .xlsx 或 CSV',
    'FILE.OLD_WORKBOOK': '这是旧版 .xls 或加了密码的工作簿，请另存为不带密码的 .xlsx 或 CSV',
    'FILE.OTHER_ZIP': '这个压缩包不是 .xlsx 工作簿，请另存为 .xlsx 或 CSV',
    'FILE.PACKED_TWICE': '压缩包里还有压缩包，请先解压',
    'FILE.UTF16': '这是“Unicode 文本”，请另存为 CSV UTF-8 或 .xlsx',
    'FILE.BINARY': '这不是表格文件，请使用 .xlsx 或 CSV',
    'FILE.GZIP_BROKEN': 'gzip 文件已损坏或不完整，请重新压缩后上传',
    'FILE.WORKBOOK_BROKEN': '工作簿已损坏或不完整，请重新保存后上传',
    'FILE.TOO_LARGE': '文件解压后过大，请拆分后上传',
    'FILE.BOMB': '文件解压后大得异常，已拒绝；请重新保存或导出为 CSV',
    'FILE.TOO_MANY_TEXTS': '工作簿中的不同文字过多，请另存为 CSV',
    'FILE.NO_SHEET': '工作簿中没有可见且有内容的工作表',
    'FILE.BAD_TEXT': '第 {{row}} 行既不是 UTF-8 也不是 GB18030 编码，请另存为 CSV UTF-8',
    'FILE.WRONG_SEPARATOR': '表头不是用逗号分隔，请另存为逗号分隔的 CSV',
    'FILE.TOO_MANY_COLUMNS': '列数过多（第 {{row}} 行），请检查文件',
    'FILE.CELL_TOO_LONG': '第 {{row}} 行有单元格过长，请检查文件',
    'FILE.ROW_TOO_LONG': '第 {{row}} 行过长，请检查换行是否丢失',
    'FILE.UNCLOSED_QUOTE': '第 {{row}} 行的引号没有结束，请补上引号',
    'FILE.STRAY_QUOTE': '第 {{row}} 行的引号位置不对，请检查该单元格',
  },
  refusalsColumns: { row: '行号', column: '列', value: '内容', code: '原因代码', reason: '原因' },
  ...zhReport,
  ...zhDefinitions,
};

type Shape<T> = { [K in keyof T]: T[K] extends string ? string : Shape<T[K]> };
/** The texts that every language has. */
export type Texts = Shape<typeof zh>;
