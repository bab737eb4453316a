/** What a table of policies is made of; days are `YYYY-MM-DD`. */
export interface Dated {
  readonly key: string;
  readonly from: string;
}

/** Of the entries with a key the one in force on a day: the latest that began on that day or before; undefined where none had. */
export function policyOn<E extends Dated>(entries: readonly E[], key: E['key'], day: string): E | undefined {
  let found: E | undefined;
  for (const entry of entries)
    if (entry.key === key && entry.from <= day && (found === undefined || entry.from > found.from)) found = entry;
  return found;
}
