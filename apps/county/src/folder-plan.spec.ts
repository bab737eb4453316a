import { describe, expect, it } from '@jest/globals';
import { planFiles } from './folder-plan.js';

describe('the files of a folder', () => {
  it('are told by kind and ending, divisions apart, and what is not there is named', () => {
    const names = [
      'README.md',
      'sessions.xlsx',
      'divisions.csv.gz',
      'attendance.CSV',
      'expected.json',
      'grids.csv.part',
    ];
    expect(planFiles('/f', names)).toEqual({
      dir: '/f',
      divisions: { kind: 'divisions', file: '/f/divisions.csv.gz' },
      others: [
        { kind: 'sessions', file: '/f/sessions.xlsx' },
        { kind: 'attendance', file: '/f/attendance.CSV' },
      ],
      missing: ['grids', 'grid-staff', 'teams', 'volunteers'],
    });
  });

  it('may be without divisions, which the county may know already', () => {
    const { divisions, others, missing } = planFiles('/f', ['volunteers.csv']);
    expect(divisions).toBeUndefined();
    expect(others).toEqual([{ kind: 'volunteers', file: '/f/volunteers.csv' }]);
    expect(missing).toContain('divisions');
  });

  it('must be some', () => {
    expect(() => planFiles('/f', ['people.csv'])).toThrow(/volunteers/);
  });

  it('must not hold a kind twice', () => {
    expect(() => planFiles('/f', ['divisions.csv', 'teams.csv', 'teams.xlsx'])).toThrow(/teams\.csv, teams\.xlsx/);
  });
});
