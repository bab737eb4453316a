import { describe, expect, test } from '@jest/globals';
import { officialMongoVersion } from './fetchers.js';
import { official } from './pins.js';
import { compareVersions, mongoCanOpen, seriesOf } from './versions.js';

describe('versions', () => {
  test('are compared number by number', () => {
    expect(compareVersions('2.10.0', '2.9.9')).toBeGreaterThan(0);
    expect(compareVersions('6.0.5', '6.0.5')).toBe(0);
    expect(compareVersions('0.1.0', '0.1.0-beta')).toBe(0);
    expect(compareVersions('5.9', '6.0.0')).toBeLessThan(0);
  });

  test('MongoDB opens data of its own series and of the series it follows, and no other', () => {
    const canOpen = (version: string, series: string): boolean => mongoCanOpen(version, series);
    expect(mongoCanOpen('6.0.5', undefined)).toBe(true);
    expect(canOpen('6.0.27', '6.0')).toBe(true);
    expect(canOpen('7.0.32', '6.0')).toBe(true);
    expect(canOpen('8.2.1', '8.0')).toBe(true);
    expect(canOpen('8.0.21', '6.0')).toBe(false);
    expect(canOpen('7.3.0', '6.0')).toBe(false);
    expect(canOpen('6.0.5', '7.0')).toBe(false);
    expect(canOpen('8.0.21', '8.2')).toBe(false);
  });

  test('the publisher is asked for the newest series, or for the one that made the data', () => {
    expect(officialMongoVersion(undefined)).toBe(official.mongod.versions[0]);
    expect(seriesOf(officialMongoVersion('6.0') ?? '')).toBe('6.0');
    expect(seriesOf(officialMongoVersion('7.0') ?? '')).toBe('7.0');
    expect(officialMongoVersion('8.2')).toBeUndefined();
  });
});
