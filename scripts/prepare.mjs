/**
 * Makes the checkout ready to run: installs what the lock file names and builds `dist`, each only when needed.
 *
 *   node scripts/prepare.mjs          for `npm start`: what the product needs
 *   node scripts/prepare.mjs --dev    for `npm test`: the development packages too
 *
 * It runs before anything is installed, on the machine's own Node (20 or newer): plain JavaScript, no dependencies.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './prepare-lock.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const at = (...parts) => join(root, ...parts);
const modules = at('node_modules');
const stampFile = join(modules, '.prepared.json');
const builtFile = at('dist', '.built.json');

/** A failure that is explained to the user instead of shown as a stack. */
class Problem extends Error {
  constructor(zh, en, detail) {
    super(en);
    Object.assign(this, { zh, en, detail });
  }
}

const say = (zh, en) => console.log(`${zh}  (${en})`);
const text = (file) => readFileSync(file, 'utf8');
const json = (file) => {
  try {
    return JSON.parse(text(file));
  } catch {
    return undefined;
  }
};
const digest = (...parts) =>
  parts.reduce((hash, part) => hash.update(part).update('\0'), createHash('sha256')).digest('hex');

function checkNode() {
  if (Number(process.versions.node.split('.')[0]) < 20)
    throw new Problem(
      `需要 Node.js 20 或更新的版本，这里是 ${process.version}。请到 https://nodejs.org 安装后再试。`,
      `Node.js 20 or newer is needed, this is ${process.version}. Install it from https://nodejs.org and try again.`,
    );
}

// --- packages ---------------------------------------------------------------------------------------------------

const lockFile = at('package-lock.json');
const treeFile = join(modules, '.package-lock.json');
/** What the stamp holds when `mode` is installed: both the wanted and the found tree, so that a later hand-made change shows. */
const stampOf = (mode) => ({
  mode,
  wanted: digest(text(lockFile)),
  found: digest(text(treeFile)),
  on: `${process.platform}-${process.arch}`,
});

function stampFits(dev) {
  const stamp = json(stampFile);
  if (!stamp || !existsSync(treeFile) || (dev && stamp.mode !== 'all')) return false;
  const now = stampOf(stamp.mode);
  return now.wanted === stamp.wanted && now.found === stamp.found && now.on === stamp.on;
}

/** Are all packages of the lock there in the right version, whoever installed them? */
function treeFits(dev) {
  const wanted = json(lockFile)?.packages;
  const found = json(treeFile)?.packages;
  if (!wanted || !found) return false;
  return Object.entries(wanted).every(([path, { version, dev: isDev, optional, devOptional, link }]) => {
    if (path === '' || optional || devOptional || link || (isDev && !dev)) return true;
    return found[path]?.version === version && existsSync(at(path, 'package.json'));
  });
}

function npm() {
  const path = process.env.npm_execpath;
  return path && /npm-cli\.[cm]?js$/.test(path) ? [process.execPath, path] : ['npm'];
}

function run([program, ...args]) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk) => (output = (output + chunk).slice(-20_000));
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}

const REASONS = [
  [
    /ENOSPC|no space left/i,
    '磁盘空间不足。请腾出至少 1 GB 再试。',
    'The disk is full: free at least 1 GB and try again.',
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|network|ERR_SOCKET_TIMEOUT|certificate/i,
    '连不上 npm 软件仓库。请检查网络或代理（npm config get registry、HTTPS_PROXY）后再试。',
    'The npm registry cannot be reached: check the network or the proxy (npm config get registry, HTTPS_PROXY) and try again.',
  ],
  [/EACCES|EPERM|EROFS/, '没有写入项目文件夹的权限。', 'No permission to write to the project folder.'],
];

function explained(output, zh, en) {
  const reason = REASONS.find(([pattern]) => pattern.test(output));
  const tail = output.trim().split('\n').slice(-12).join('\n');
  return new Problem(`${zh}${reason ? reason[1] : ''}`, `${en} ${reason ? reason[2] : ''}`.trim(), tail);
}

async function install(dev) {
  // Development packages that are there stay: a start after a test run must not take them away.
  const all = dev || json(stampFile)?.mode === 'all';
  if (treeFits(all)) {
    writeFileSync(stampFile, JSON.stringify(stampOf(all || treeFits(true) ? 'all' : 'start')));
    return;
  }
  say('正在安装依赖，大约需要半分钟……', 'installing packages, about half a minute');
  rmSync(stampFile, { force: true });
  const { code, output } = await run([
    ...npm(),
    'install',
    '--no-save',
    '--no-audit',
    '--no-fund',
    all ? '--include=dev' : '--omit=dev',
  ]);
  if (code !== 0) throw explained(output, '安装依赖失败。', 'Installing the packages failed.');
  writeFileSync(stampFile, JSON.stringify(stampOf(all ? 'all' : 'start')));
}

/** The Node that the project runs on comes as a package, whose install script npm may have been told not to run. */
function checkOwnNode() {
  if (existsSync(join(modules, 'node', 'bin', 'node'))) return;
  if (Number(process.versions.node.split('.')[0]) >= 24) {
    say(
      `没有随项目安装的 Node，改用系统的 ${process.version}。`,
      `the project's own Node is missing, using the system's ${process.version}`,
    );
    return;
  }
  const command = 'npm rebuild node --ignore-scripts=false --foreground-scripts';
  throw new Problem(
    `npm 没有运行软件包 node 的安装脚本，缺少项目自带的 Node 24。请运行：${command}；或安装 Node 24 以上版本，再重新启动。`,
    `npm did not run the install script of the package "node", so the project's own Node 24 is missing. Run: ${command}; or install Node 24 or newer, then start again.`,
  );
}

// --- build ------------------------------------------------------------------------------------------------------

const NOT_BUILT = /\.(spec|int-spec|e2e-spec|type-test)\.ts$/;

function sourceDigest() {
  const files = [];
  const walk = (folder) => {
    for (const entry of readdirSync(at(folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else if (entry.name.endsWith('.ts') && !NOT_BUILT.test(entry.name)) files.push(path);
    }
  };
  for (const folder of ['libs', 'apps']) if (existsSync(at(folder))) walk(folder);
  files.sort();
  const version = json(join(modules, '@swc', 'core', 'package.json'))?.version ?? '';
  return digest(version, ...['.swcrc', 'package.json', ...files].flatMap((file) => [file, readFileSync(at(file))]));
}

const isBuilt = (sources) => json(builtFile)?.sources === sources;

async function build() {
  const sources = sourceDigest();
  if (isBuilt(sources)) return;
  const started = Date.now();
  for (const name of readdirSync(root))
    if (/^dist\.(new|old)-/.test(name)) rmSync(at(name), { recursive: true, force: true });
  // Built beside and swapped in, so that an instance that is running never sees half a build, nor files of deleted sources.
  const fresh = at(`dist.new-${process.pid}`);
  const old = at(`dist.old-${process.pid}`);
  try {
    const folders = ['libs', 'apps'].filter((folder) => existsSync(at(folder)));
    const swc = join(modules, '@swc', 'cli', 'bin', 'swc.js');
    const { code, output } = await run([process.execPath, swc, ...folders, '-d', fresh, '--config-file', '.swcrc']);
    if (code !== 0) throw explained(output, '编译失败。', 'The build failed.');
    mkdirSync(fresh, { recursive: true });
    writeFileSync(join(fresh, '.built.json'), JSON.stringify({ sources }));
    if (existsSync(at('dist'))) renameSync(at('dist'), old);
    renameSync(fresh, at('dist'));
  } finally {
    rmSync(fresh, { recursive: true, force: true });
    rmSync(old, { recursive: true, force: true });
  }
  say(`已编译，用时 ${((Date.now() - started) / 1000).toFixed(1)} 秒。`, 'built');
}

// ----------------------------------------------------------------------------------------------------------------

async function prepare(dev) {
  checkNode();
  if (stampFits(dev) && isBuilt(sourceDigest())) return checkOwnNode();
  mkdirSync(modules, { recursive: true });
  await withLock(
    join(modules, '.prepare-lock'),
    () => say('另一个启动正在安装或编译，等它完成……', 'another start is installing or building, waiting for it'),
    async () => {
      if (!stampFits(dev)) await install(dev);
      checkOwnNode();
      await build();
    },
  );
}

try {
  await prepare(process.argv.includes('--dev'));
} catch (error) {
  const { zh, en, detail } =
    error instanceof Problem ? error : explained(String(error.stack), '准备失败。', 'Preparing failed.');
  console.error([detail, zh, en].filter(Boolean).join('\n'));
  process.exitCode = 1;
}
