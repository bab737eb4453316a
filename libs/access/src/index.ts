export { decidingDivision } from './deciding-division.js';
export { leastDivision } from './least-division.js';
export { covers, type Lies, withinFilter } from './scope.js';
