/**
 * How many stars (星级志愿者) somebody has by the minutes of his service, training not among them: one after the other, as many as he has reached the hours for
 * (《志愿服务记录办法》, 民函〔2012〕340号).
 * @param hours for the first star, the second and so on
 */
export function starsOf(minutes: number, hours: readonly number[]): number {
  const missed = hours.findIndex((needed) => minutes < needed * 60);
  return missed === -1 ? hours.length : missed;
}
