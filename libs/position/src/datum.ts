/** WGS-84 is what satellites say; GCJ-02 (国测局坐标) what maps and programs on phones in China say, some hundred metres beside it. */
export const DATUMS = ['WGS-84', 'GCJ-02'] as const;
export type Datum = (typeof DATUMS)[number];

/** Degrees; north and east are positive. */
export interface Point {
  readonly latitude: number;
  readonly longitude: number;
}

/** The ellipsoid of Krasovsky 1940, on which the shift of GCJ-02 rests: half axis in metres and square of the eccentricity. */
const HALF_AXIS = 6_378_245;
const ECCENTRICITY_SQUARED = 0.006693421622965943;
/** Mean radius of the earth in metres (IUGG). */
const EARTH_RADIUS = 6_371_008.8;

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Outside of this rectangle GCJ-02 is WGS-84. */
const isShifted = ({ latitude, longitude }: Point): boolean =>
  longitude >= 72.004 && longitude <= 137.8347 && latitude >= 0.8293 && latitude <= 55.8271;

function waves(x: number, factors: readonly (readonly [weight: number, frequency: number])[]): number {
  return (factors.reduce((sum, [weight, frequency]) => sum + weight * Math.sin(frequency * Math.PI * x), 0) * 2) / 3;
}

const FAST = [
  [20, 6],
  [20, 2],
] as const;

/** How far GCJ-02 lies from WGS-84 at a place, in degrees. */
function shift({ latitude, longitude }: Point): Point {
  const x = longitude - 105;
  const y = latitude - 35;
  const root = Math.sqrt(Math.abs(x));
  const north =
    -100 +
    2 * x +
    3 * y +
    0.2 * y * y +
    0.1 * x * y +
    0.2 * root +
    waves(x, FAST) +
    waves(y, [
      [20, 1],
      [40, 1 / 3],
      [160, 1 / 12],
      [320, 1 / 30],
    ]);
  const east =
    300 +
    x +
    2 * y +
    0.1 * x * x +
    0.1 * x * y +
    0.1 * root +
    waves(x, FAST) +
    waves(x, [
      [20, 1],
      [40, 1 / 3],
      [150, 1 / 12],
      [300, 1 / 30],
    ]);
  const phi = radians(latitude);
  const magic = 1 - ECCENTRICITY_SQUARED * Math.sin(phi) ** 2;
  const metresNorth = radians(1) * ((HALF_AXIS * (1 - ECCENTRICITY_SQUARED)) / (magic * Math.sqrt(magic)));
  const metresEast = radians(1) * ((HALF_AXIS / Math.sqrt(magic)) * Math.cos(phi));
  return { latitude: north / metresNorth, longitude: east / metresEast };
}

/** Where GCJ-02 puts a point of WGS-84. */
export function toGcj02(point: Point): Point {
  if (!isShifted(point)) return point;
  const by = shift(point);
  return { latitude: point.latitude + by.latitude, longitude: point.longitude + by.longitude };
}

/** Rounds after which the point moves by less than a millimetre. */
const ROUNDS = 10;

/** The point of WGS-84 that GCJ-02 puts here; there is no formula for it, so it is approached. Right to within a metre, also at the rectangle's edge. */
export function toWgs84(point: Point): Point {
  if (!isShifted(point)) return point;
  let found = point;
  for (let i = 0; i < ROUNDS; i++) {
    const by = shift(found);
    found = { latitude: point.latitude - by.latitude, longitude: point.longitude - by.longitude };
  }
  return found;
}

/** Metres between two points of one datum along a great circle (haversine); on the ellipsoid it differs by at most 0.6 %. */
export function distance(a: Point, b: Point): number {
  const [phi, theta] = [radians(a.latitude), radians(b.latitude)];
  const half =
    Math.sin((theta - phi) / 2) ** 2 +
    Math.cos(phi) * Math.cos(theta) * Math.sin(radians(b.longitude - a.longitude) / 2) ** 2;
  return 2 * EARTH_RADIUS * Math.asin(Math.min(1, Math.sqrt(half)));
}
