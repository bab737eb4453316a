/** Everything the launcher says to a person, Chinese first. */
export interface Text {
  readonly zh: string;
  readonly en: string;
}

/** A failure that is explained to the user, not shown as a stack. */
export class UserError extends Error {
  constructor(
    readonly text: Text,
    /** Lines from a log or a tool that show the cause. */
    readonly detail?: string,
  ) {
    super(text.en);
    this.name = 'UserError';
  }
}

const seconds = (ms: number): string => (ms / 1000).toFixed(1);
const entry = (zh: string, en: string): Text => ({ zh, en });

export const messages = {
  // Options
  badPort: (value: string) =>
    entry(`PORT 应是 1 到 65535 的整数，不能是“${value}”。`, `PORT must be a number from 1 to 65535, not "${value}".`),
  badDemo: (value: string) =>
    entry(`DEMO 应为 on 或 off，现在是“${value}”。`, `DEMO must be on or off, but it is "${value}".`),
  badReplicas: (value: string) =>
    entry(
      `REPLICAS 应是 1 到 16 的整数，不能是“${value}”。`,
      `REPLICAS must be a number from 1 to 16, not "${value}".`,
    ),
  badMasterKey: (where: string) =>
    entry(`${where} 应是 32 字节的 base64。`, `${where} must hold 32 bytes in base64 (44 characters).`),
  readableByOthers: (file: string) =>
    entry(
      `文件 ${file} 其他用户也能读，请先执行：chmod 600 ${file}`,
      `Others can read ${file}; first run: chmod 600 ${file}`,
    ),
  noSuchFile: (file: string) => entry(`没有文件 ${file}。`, `There is no file ${file}.`),

  // Before anything is started
  portTaken: (port: number) =>
    entry(
      `端口 ${port} 已被其他程序占用。请换一个端口，例如：PORT=${port + 1} npm start`,
      `Port ${port} is taken by another program. Take another one, for example: PORT=${port + 1} npm start`,
    ),
  hostUnknown: (host: string, reason: string) =>
    entry(`不能在 HOST=${host} 上监听：${reason}`, `Cannot listen on HOST=${host}: ${reason}`),
  alreadyRunning: (dataDir: string, address: string, pid: number) =>
    entry(
      `数据文件夹 ${dataDir} 已有一个实例在运行：${address}（进程 ${pid}）。如要停止它：kill ${pid}；如要再开一个：DATA_DIR=另一个文件夹 PORT=另一个端口 npm start`,
      `An instance is already running on ${dataDir}: ${address} (process ${pid}). To stop it: kill ${pid}; for a second one: DATA_DIR=another-folder PORT=another-port npm start`,
    ),
  waitingForStop: () =>
    entry('上一个实例正在停止，等它结束……', 'The instance before is still stopping, waiting for it.'),
  stopHangs: (pid: number) =>
    entry(
      `上一个实例（进程 ${pid}）30 秒内没有停下来，请稍后再试。`,
      `The instance before (process ${pid}) did not stop within 30 seconds; try again later.`,
    ),
  newerProduct: (dataDir: string, found: string, ours: string) =>
    entry(
      `数据文件夹 ${dataDir} 由较新的版本 ${found} 写成，这里是 ${ours}，不能打开。请更新程序，或另用 DATA_DIR。`,
      `The data folder ${dataDir} was written by the newer version ${found}, this is ${ours}. Update the program, or use another DATA_DIR.`,
    ),
  unreadableState: (file: string) =>
    entry(
      `文件 ${file} 已损坏。它记录端口和版本；请从备份恢复，或将其删除后再启动。`,
      `The file ${file} is damaged. It holds ports and versions: restore it from a backup, or delete it and start again.`,
    ),
  cannotWrite: (dataDir: string, reason: string) =>
    entry(`不能写入数据文件夹 ${dataDir}：${reason}`, `Cannot write to the data folder ${dataDir}: ${reason}`),
  diskFull: (folder: string, freeMb: number, neededMb: number) =>
    entry(
      `磁盘空间不足：${folder} 所在磁盘只剩 ${freeMb} MB，至少需要 ${neededMb} MB。请腾出空间，或用 DATA_DIR 指定另一块磁盘。`,
      `The disk is full: ${freeMb} MB left where ${folder} is, at least ${neededMb} MB are needed. Free some space, or name another disk with DATA_DIR.`,
    ),
  leftovers: (names: string) =>
    entry(
      `上次没有正常停止，先结束遗留的进程：${names}`,
      `The last run did not stop properly; ending what it left: ${names}`,
    ),

  // Finding the servers
  usingAddress: (program: string) =>
    entry(`${program}：使用环境变量给出的地址。`, `${program}: at the address given in the environment.`),
  using: (program: string, version: string, source: Text, skipped: Text) =>
    entry(
      `${program} ${version}：${source.zh}${skipped.zh && `（未采用：${skipped.zh}）`}`,
      `${program} ${version}, ${source.en}${skipped.en && `; not taken: ${skipped.en}`}`,
    ),
  fetching: (program: string, from: Text, megabytes: number) =>
    entry(
      `正在获取 ${program}（${from.zh}，约 ${megabytes} MB）……`,
      `Fetching ${program} (${from.en}, about ${megabytes} MB).`,
    ),
  noProgram: (program: string, reasons: Text, advice: Text) =>
    entry(
      `找不到可用的 ${program}。\n${reasons.zh}\n${advice.zh}`,
      `No usable ${program} was found.\n${reasons.en}\n${advice.en}`,
    ),

  // Starting
  serverFailed: (program: string, reason: string, logFile: string) =>
    entry(
      `${program} 启动失败：${reason}\n日志：${logFile}`,
      `${program} failed to start: ${reason}; its log: ${logFile}`,
    ),
  mongoCannotOpen: (dataDir: string, made: string, version: string) =>
    entry(
      `数据文件夹 ${dataDir} 由 MongoDB ${made} 写成，MongoDB ${version} 不能打开。`,
      `The data folder ${dataDir} was written by MongoDB ${made}, which MongoDB ${version} cannot open.`,
    ),
  notBuilt: (file: string) =>
    entry(
      `缺少 ${file}，程序不完整。请重新获取程序后运行 npm start。`,
      `${file} is missing, so the program is not complete.`,
    ),
  keepsDying: (name: string, logFile: string) =>
    entry(`${name} 反复启动失败。日志：${logFile}`, `${name} keeps failing to start. Its log: ${logFile}`),
  stillStarting: (reason: string) => entry(`仍在启动：${reason}`, `Still starting: ${reason}`),

  // Running
  ready: (address: string, ms: number) =>
    entry(`已就绪：${address}  （用时 ${seconds(ms)} 秒）`, `Ready at ${address}`),
  account: (user: string, password: string) =>
    entry(`管理员账号：${user}  密码：${password}`, `Administrator: ${user}, password: ${password}`),
  accountOnce: (user: string, password: string) =>
    entry(
      `管理员账号：${user}  密码：${password}  （只显示这一次，请记下来）`,
      `Administrator: ${user}, password: ${password} (shown only this once: write it down)`,
    ),
  accountKnown: (user: string) =>
    entry(`管理员账号：${user}，密码是设定的那一个。`, `Administrator: ${user}, with the password that was set.`),
  howToStop: () => entry('停止：按 Ctrl-C', 'To stop: press Ctrl-C'),
  logsAt: (folder: string) => entry(`日志：${folder}`, `Logs: ${folder}`),
  died: (name: string, how: string, delayMs: number) =>
    entry(
      `${name} 意外退出（${how}），${seconds(delayMs)} 秒后重新启动。`,
      `${name} ended unexpectedly (${how}); starting it again in ${seconds(delayMs)} s.`,
    ),
  back: (name: string) => entry(`${name} 已重新启动。`, `${name} was started again.`),
  stopping: () => entry('正在停止……', 'Stopping.'),
  stopped: () => entry('已停止。', 'Stopped.'),
  killed: (name: string) => entry(`${name} 没有按时停下，已强行结束。`, `${name} did not stop in time and was killed.`),
  internal: () => entry('启动程序内部错误。', 'Internal error of the launcher.'),

  // Demo county
  loadingDemo: () => entry('正在载入演示县……', 'Loading the demo county.'),
  demoMissing: (file: string) =>
    entry(
      `缺少 ${file}，不能载入演示县。服务继续运行；不要演示数据请用 DEMO=off。`,
      `${file} is missing, so the demo county cannot be loaded. The service goes on; to do without it: DEMO=off.`,
    ),
  demoFailed: (how: string) =>
    entry(
      `演示县没有载入成功（${how}）。服务继续运行，下次启动会再试；不要演示数据请用 DEMO=off。`,
      `The demo county was not loaded (${how}). The service goes on and the next start tries again; to do without it: DEMO=off.`,
    ),
} as const;

/** Where a server's program may come from. */
export const places = {
  path: entry('PATH', 'PATH'),
  onPath: (path: string) => entry(`PATH 中的 ${path}`, `on PATH: ${path}`),
  cache: entry('缓存', 'cache'),
  kept: entry('以前获取的', 'fetched before'),
  publisher: entry('官方下载', 'official download'),
  index: entry('PyPI', 'PyPI'),
} as const;

/** Why a program cannot be taken. */
export const reasons = {
  none: entry('没有', 'none'),
  tooOld: (version: string, oldest: string) =>
    entry(`版本 ${version} 太旧，需要 ${oldest} 以上`, `version ${version} is too old, ${oldest} or newer is needed`),
  cannotOpen: (version: string, series: string) =>
    entry(
      `版本 ${version} 不能打开由 ${series} 写成的数据`,
      `version ${version} cannot open data written by ${series}`,
    ),
  noVersion: entry('没有给出版本号', 'it does not tell its version'),
  missingLibrary: (library: string) => entry(`缺少共享库 ${library}`, `the shared library ${library} is missing`),
  oldSystem: (needs: string) => entry(`系统太旧，需要 ${needs}`, `the system is too old, ${needs} is needed`),
  foreignSystem: entry(
    '不能在这个系统上运行（可能不是 glibc 系统）',
    'it does not run on this system (perhaps not one with glibc)',
  ),
  oldProcessor: entry('处理器太旧，缺少 AVX 指令', 'the processor is too old, it lacks AVX'),
  doesNotRun: (why: string) => entry(`不能运行：${why}`, `it does not run: ${why}`),
  notFor: (platform: string) => entry(`没有 ${platform} 的版本`, `there is none for ${platform}`),
  noneForSystem: entry('没有适合这个系统的版本', 'there is none for this system'),
  diskFull: entry('磁盘空间不足', 'the disk is full'),
  unreachable: (why: string) => entry(`连不上（${why}）`, `cannot be reached (${why})`),
  timeOut: (ms: number) => entry(`${ms / 1000} 秒内连不上`, `no answer within ${ms / 1000} s`),
  status: (status: number) => entry(`服务器回答 ${status}`, `the server answered ${status}`),
  noPip: entry('没有 pip', 'there is no pip'),
  pipFailed: (why: string) => entry(`pip download 失败：${why}`, `pip download failed: ${why}`),
  wrongSum: entry('校验和（SHA-256）不符，已丢弃', 'its SHA-256 is wrong, thrown away'),
  noSum: entry('发布者的校验文件里没有它', "it is not in the publisher's checksum file"),
  badArchive: entry('下载的压缩包里没有程序', 'the archive does not hold the program'),
  needsTar: entry('不能解开下载的压缩包（需要 tar）', 'the archive cannot be unpacked (tar is needed)'),
  noDownloader: entry('没有安装下载工具', 'the download tool is not installed'),
  other: (why: string) => entry(why, why),
} as const;

/** What makes a program usable. */
export const advice = {
  install: (debian: string, fedora: string) =>
    entry(
      `请先安装：apt-get install ${debian}（Debian、Ubuntu）或 dnf install ${fedora}（Fedora、RHEL）`,
      `First install: apt-get install ${debian} (Debian, Ubuntu) or dnf install ${fedora} (Fedora, RHEL)`,
    ),
  installLibrary: (library: string) =>
    entry(`请安装含有 ${library} 的软件包`, `Install the package that holds ${library}`),
  mongod: entry(
    '可以任选一种办法：安装 MongoDB 6.0 以上并让 mongod 在 PATH 中；联网后再启动；或用 MONGODB_URI 指定已有的服务器（副本集）。',
    'Do one of these: install MongoDB 6.0 or newer with mongod on PATH; start again with a network; or name a server (a replica set) in MONGODB_URI.',
  ),
  'nats-server': entry(
    '可以任选一种办法：安装 nats-server 2.10 以上并放在 PATH 中；联网后再启动；或用 NATS_URL 指定已有的服务器（需开启 JetStream）。',
    'Do one of these: install nats-server 2.10 or newer on PATH; start again with a network; or name a server (with JetStream) in NATS_URL.',
  ),
} as const;

/** Several texts as one, in both languages. */
export function joined(texts: readonly Text[], zh: string, en: string): Text {
  return { zh: texts.map((text) => text.zh).join(zh), en: texts.map((text) => text.en).join(en) };
}

/** One line for an event, Chinese first. */
export function oneLine({ zh, en }: Text): string {
  return `${zh}  (${en})`;
}

/** Two lines and, where known, the lines that show the cause. */
export function inFull(error: unknown): string {
  if (!(error instanceof UserError)) {
    return `${messages.internal().zh}  ${messages.internal().en}\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  }
  return [error.detail?.trim(), error.text.zh, error.text.en].filter(Boolean).join('\n');
}
