/**
 * What the compiler must refuse; checked by `tsc --noEmit`, which reports an expected error that does not come.
 */
import { z } from 'zod';
import { type HandlersOf, type InputOf, type ReplyOf, rpc } from './contract.js';
import type { checkIn, IncomingRecord, registry, statistics } from './index.js';

export const group = {
  greet: rpc({ subject: 'x.v1.greet', input: z.object({ name: z.string() }), output: z.object({ words: z.int() }) }),
  count: rpc({ subject: 'x.v1.count', input: z.object({}), output: z.object({ n: z.int() }) }),
  /** No request, so no handler. */
  title: 'x',
};
type Handlers = HandlersOf<typeof group>;

export class Whole implements Handlers {
  greet({ name }: { name: string }): Promise<{ words: number }> {
    return Promise.resolve({ words: name.length });
  }

  count(): Promise<{ n: number }> {
    return Promise.resolve({ n: 0 });
  }
}

// @ts-expect-error a handler is missing
export class Missing implements Handlers {
  greet(): Promise<{ words: number }> {
    return Promise.resolve({ words: 1 });
  }
}

export class WrongReply implements Handlers {
  // @ts-expect-error the reply is not what the contract says
  greet(): Promise<{ words: string }> {
    return Promise.resolve({ words: '1' });
  }

  count(): Promise<{ n: number }> {
    return Promise.resolve({ n: 0 });
  }
}

export class WrongInput implements Handlers {
  // @ts-expect-error the handler asks for a field that no caller hands in
  greet({ name, title }: { name: string; title: string }): Promise<{ words: number }> {
    return Promise.resolve({ words: name.length + title.length });
  }

  count(): Promise<{ n: number }> {
    return Promise.resolve({ n: 0 });
  }
}

type Real = HandlersOf<typeof checkIn.attendance>;
export const record: Real['record'] = () => Promise.resolve({ results: [] });

export const input: InputOf<typeof statistics.reports.year> = { year: 2022, division: null, within: 'everywhere' };
export const more: InputOf<typeof statistics.reports.year> = {
  ...{ year: 2022, division: null, within: 'everywhere' },
  // @ts-expect-error an unknown field in the input
  month: 5,
};
// @ts-expect-error a field is missing in the input
export const less: InputOf<typeof statistics.reports.year> = { year: 2022, within: 'everywhere' };
// @ts-expect-error it is not said where the caller may see
export const scopeless: InputOf<typeof scheduling.signUps.list> = { sessionNo: 'S1' };

export const person: ReplyOf<typeof registry.accounts.create> = {
  username: 'a',
  displayName: '',
  // @ts-expect-error no such role
  grants: [{ role: 'mayor' }],
};

// @ts-expect-error no such kind of record
export const kind: IncomingRecord['kind'] = '签到';
