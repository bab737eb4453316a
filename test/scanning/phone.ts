import { type Answer, MemoryStorage, type Network, type Request, Scanner, type Storage } from '#scanner';

/** Numbers from 0 to 1, the same again for the same seed. */
export type Chance = () => number;

/** Mulberry32. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A version 4 UUID of chance. */
export const uuidOf = (chance: Chance): string =>
  'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replaceAll('x', () => Math.floor(chance() * 16).toString(16));

/** How often what happens to phones does; each from 0 to 1. */
export interface Trouble {
  /** The program ends before or after a use of disk or network. */
  readonly reboot: number;
  /** A request does not arrive, or is cut off on its way. */
  readonly lost: number;
  /** It arrives, and its answer does not. */
  readonly unanswered: number;
  /** It arrives twice. */
  readonly repeated: number;
  /** A hotspot answers with its own page. */
  readonly hotspot: number;
}
export const NO_TROUBLE: Trouble = { reboot: 0, lost: 0, unanswered: 0, repeated: 0, hotspot: 0 };

/** The program has ended: what was going on goes on no more. */
class Rebooted extends Error {}

interface Options {
  /** The time by this phone's clock. */
  readonly now: () => number;
  /** The way to the server; `cut` ends it on its way. */
  readonly send: (request: Request, cut?: AbortSignal) => Promise<Answer>;
  readonly ids: Chance;
  readonly chance: Chance;
}

/** A phone on which the client ends at any moment and comes back with what its disk has, on a network that loses, cuts, repeats and answers for others. */
export class Phone {
  trouble = NO_TROUBLE;
  reboots = 0;
  readonly storage = new MemoryStorage();
  private life = { isOver: false };
  private scanner: Scanner;

  constructor(private readonly options: Options) {
    this.scanner = this.boot();
  }

  /** Does something until it is shown that it was done: who sees nothing because the phone went off does it again. */
  async does<T>(what: (scanner: Scanner) => Promise<T>): Promise<T> {
    for (;;) {
      const { life, scanner } = this;
      try {
        const shown = await what(scanner);
        if (!life.isOver) return shown;
      } catch (error) {
        if (!life.isOver) throw error;
      }
      this.comesBack(life);
    }
  }

  /** Does something once; undefined where the phone went off meanwhile. */
  async tries<T>(what: (scanner: Scanner) => Promise<T>): Promise<T | undefined> {
    const { life, scanner } = this;
    const done = await what(scanner).catch((error: unknown) => {
      if (life.isOver) return undefined;
      throw error;
    });
    if (!life.isOver) return done;
    this.comesBack(life);
    return undefined;
  }

  private comesBack(life: { isOver: boolean }): void {
    if (this.life !== life) return;
    this.reboots++;
    this.scanner = this.boot();
  }

  private boot(): Scanner {
    const life = (this.life = { isOver: false });
    const { now, ids, chance } = this.options;
    const storage: Storage = {
      get: (place, key) => this.lives(life, () => this.storage.get(place, key)),
      all: (place) => this.lives(life, () => this.storage.all(place)),
      apply: (changes) => this.lives(life, () => this.storage.apply(changes)),
    };
    const network: Network = { send: (request) => this.lives(life, () => this.sent(request)) };
    return new Scanner({ storage, network, clock: { now }, newId: () => uuidOf(ids), random: chance });
  }

  private happens(of: keyof Trouble): boolean {
    return this.options.chance() < this.trouble[of];
  }

  private async lives<T>(life: { isOver: boolean }, what: () => Promise<T>): Promise<T> {
    const ends = this.happens('reboot');
    const isBefore = this.options.chance() < 0.5;
    if (life.isOver || (ends && isBefore)) {
      life.isOver = true;
      throw new Rebooted();
    }
    const result = await what();
    if (ends) life.isOver = true;
    // It may have ended meanwhile by something else that went on at the same time.
    if (life.isOver) throw new Rebooted();
    return result;
  }

  private async sent(request: Request): Promise<Answer> {
    const { send, chance } = this.options;
    if (this.happens('hotspot')) return { status: 200, body: chance() < 0.5 ? undefined : { results: ['welcome'] } };
    if (this.happens('lost')) {
      const cut = new AbortController();
      const timer = setTimeout(() => cut.abort(), chance() * 8);
      const arrived = chance() < 0.5 ? Promise.reject(new Error('lost')) : send(request, cut.signal);
      return arrived.finally(() => clearTimeout(timer));
    }
    if (this.happens('repeated')) await send(request);
    const answer = await send(request);
    if (this.happens('unanswered')) throw new Error('no answer came');
    return answer;
  }
}
