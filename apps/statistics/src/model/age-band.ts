const BANDS = [
  [8, '<8'],
  [14, '8-13'],
  [18, '14-17'],
  [28, '18-27'],
  [35, '28-34'],
  [40, '35-39'],
  [45, '40-44'],
  [60, '45-59'],
] as const;

/** Age band on 31 December of a year, when everybody born in a year has had his birthday (definitions, "age band"). */
export function ageBand(birthYear: number, year: number): string {
  const age = year - birthYear;
  return BANDS.find(([below]) => age < below)?.[1] ?? '60+';
}
