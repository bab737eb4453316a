import { readFileSync } from 'node:fs';

const { jsc } = JSON.parse(readFileSync(new URL('.swcrc', import.meta.url), 'utf8'));

/** @type {import('jest').Config} */
export default {
  rootDir: '.',
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  testMatch: ['<rootDir>/{libs,apps,test,bench}/**/*.{spec,int-spec,e2e-spec}.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc, module: { type: 'es6' }, sourceMaps: 'inline', swcrc: false }] },
  globalSetup: '<rootDir>/scripts/test-servers-up.mjs',
  globalTeardown: '<rootDir>/scripts/test-servers-down.mjs',
  reporters: ['default', '<rootDir>/scripts/test-summary.mjs'],
  testTimeout: 60_000,
  // Most suites wait for processes of their own: two at once also where there are two cores.
  maxWorkers: 2,
};
