/** For so long, in milliseconds, a copy is not asked again whether it has changed, for what need not be exact. */
export const MOMENT_MS = 200;
