import { z } from 'zod';

const PATH = /^(\d{4})(?:\.(xlsx|csv))?$/;

/** What a path asks for: `2022` the figures, `2022.xlsx` and `2022.csv` a file of them. */
export const yearAndFormat = z
  .string()
  .regex(PATH, 'year_malformed')
  .transform((text) => {
    const [, year, format] = PATH.exec(text) ?? [];
    return { year: Number(year), format: (format ?? 'json') as 'json' | 'xlsx' | 'csv' };
  })
  .refine(({ year }) => year >= 1, 'year_malformed');
