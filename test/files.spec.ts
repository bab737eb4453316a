import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { DivisionsKind } from '../apps/registry/src/divisions/divisions.kind.js';
import { GridStaffKind } from '../apps/registry/src/grids/grid-staff.kind.js';
import { GridsKind } from '../apps/registry/src/grids/grids.kind.js';
import { TeamsKind } from '../apps/registry/src/teams/teams.kind.js';
import { VolunteersKind } from '../apps/registry/src/volunteers/volunteers.kind.js';
import { SessionsKind } from '../apps/scheduling/src/sessions/sessions.kind.js';
import { AttendanceKind } from '../apps/check-in/src/records/attendance.kind.js';

const KINDS = [
  DivisionsKind,
  GridsKind,
  GridStaffKind,
  TeamsKind,
  VolunteersKind,
  SessionsKind,
  AttendanceKind,
] as unknown as (new () => { kind: string; columns: { name: string; required?: boolean; type?: string }[] })[];

/** Of each section its name and the rows of its table, without the head. */
function sections(text: string): Map<string, string[][]> {
  return new Map(
    text
      .split(/^## /m)
      .slice(1)
      .map((section) => {
        const rows = section.split('\n').filter((line) => line.startsWith('|'));
        const cells = rows.slice(2).map((line) => line.split('|').map((cell) => cell.trim()));
        return [section.split(' ')[0] ?? '', cells.map((c) => c.slice(1, -1))];
      }),
  );
}

test('the guide to the files names every kind, its columns, which are required, and which are dates and times', () => {
  const told = sections(readFileSync('docs/files.md', 'utf8'));
  expect([...told.keys()]).toEqual(KINDS.map((Kind) => new Kind().kind));
  for (const Kind of KINDS) {
    const { kind, columns } = new Kind();
    const rows = told.get(kind) ?? [];
    expect(rows.map((row) => row.slice(0, 2))).toEqual(columns.map((c) => [c.name, c.required === true ? '是' : '']));
    for (const [i, { type }] of columns.entries())
      if (type !== undefined) expect(rows[i]?.[2]).toContain(type === 'date' ? '日期' : '时间');
  }
});
