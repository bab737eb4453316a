export { DATUMS, type Datum, distance, type Point, toGcj02, toWgs84 } from './datum.js';
export { type Judged, judgePosition, type Position, type Site } from './judge-position.js';
