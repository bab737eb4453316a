/** Items in their order, cut into pieces whose sizes add up to no more than `most`; an item that is larger stands alone. */
export function pieces<T>(items: readonly T[], sizeOf: (item: T) => number, most: number): T[][] {
  const cut: T[][] = [];
  let size = Infinity;
  for (const item of items) {
    const own = sizeOf(item);
    const last = cut.at(-1);
    if (last === undefined || size + own > most) {
      cut.push([item]);
      size = own;
    } else {
      last.push(item);
      size += own;
    }
  }
  return cut;
}
