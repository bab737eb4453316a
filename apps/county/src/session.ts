import { type Progress } from './progress.js';
import { type Say } from './texts.js';

/** What every command has: where it speaks, and how it is told to stop. */
export interface Session {
  readonly say: Say;
  readonly print: (line: string) => void;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  readonly env: NodeJS.ProcessEnv;
  /** A path as the user wrote it, made absolute. */
  readonly path: (given: string) => string;
}
