export {
  CHINA_OFFSET_MS,
  chinaDay,
  chinaDayStart,
  chinaIso,
  chinaMinute,
  chinaMonth,
  chinaYear,
} from './china-time.js';
export { Clock, SystemClock, wholeSecond } from './clock.js';
export { delay, Wakeup } from './delay.js';
export { DAY_MS, HOUR_MS, MINUTE_MS } from './durations.js';
export { DomainError, type ErrorDetails } from './errors.js';
export { Gatherer } from './gatherer.js';
export { LEGIBLE } from './legible.js';
export { OwnNumbers, randomLetters } from './own-numbers.js';
export { Turns } from './turns.js';
export { pieces } from './pieces.js';
