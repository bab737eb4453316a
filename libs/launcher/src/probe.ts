import { execFile } from 'node:child_process';
import { advice, reasons, type Text } from './messages.js';
import { compareVersions } from './versions.js';

/** The packages that hold the shared libraries mongod is linked with: Debian and Ubuntu, then Fedora and its kin. */
const PACKAGES: Readonly<Record<string, readonly [string, string]>> = {
  'libcurl.so.4': ['libcurl4', 'libcurl'],
  'liblzma.so.5': ['liblzma5', 'xz-libs'],
  'libcrypto.so.3': ['libssl3', 'openssl-libs'],
  'libssl.so.3': ['libssl3', 'openssl-libs'],
  'libcrypto.so.1.1': ['libssl1.1', 'openssl11-libs'],
  'libssl.so.1.1': ['libssl1.1', 'openssl11-libs'],
};

/** Why a program cannot be taken, in words for the user. */
export class Unusable extends Error {
  constructor(
    readonly text: Text,
    /** What would make it usable, if that is known. */
    readonly advice?: Text,
  ) {
    super(text.en);
  }
}

/** What the failure of `program --version` means. */
export function explainFailure(output: string): Unusable {
  const library = /error while loading shared libraries: (\S+?):/.exec(output)?.[1];
  if (library !== undefined) {
    const known = PACKAGES[library];
    return new Unusable(
      reasons.missingLibrary(library),
      known ? advice.install(...known) : advice.installLibrary(library),
    );
  }
  const glibc = /version `(GLIBC\S*)' not found/.exec(output)?.[1];
  if (glibc !== undefined) return new Unusable(reasons.oldSystem(glibc));
  if (/ENOENT/.test(output)) return new Unusable(reasons.foreignSystem);
  if (/illegal instruction|SIGILL/i.test(output)) return new Unusable(reasons.oldProcessor);
  return new Unusable(reasons.doesNotRun(output.trim().split('\n')[0]?.slice(0, 200) ?? ''));
}

/** The version a program says it has. Throws `Unusable`. */
export function versionOf(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(path, ['--version'], { timeout: 15_000 }, (error, stdout, stderr) => {
      if (error) {
        reject(explainFailure(`${stderr}\n${error.signal ?? ''} ${error.message}`.trim()));
        return;
      }
      const version = /v?(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
      if (version === undefined) reject(new Unusable(reasons.noVersion));
      else resolve(version);
    });
  });
}

/** Throws `Unusable` for a version that is too old. */
export function checkOldest(version: string, oldest: string): void {
  if (compareVersions(version, oldest) < 0) throw new Unusable(reasons.tooOld(version, oldest));
}
