export { covers, type Lies, withinFilter } from './scope.js';
