import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { EventStream, type Outlet } from './event-stream.js';

/** What takes as much as it is told to, and says when it can take more. */
class Other implements Outlet {
  readonly texts: string[] = [];
  takes = true;
  ended = false;
  destroyed = false;
  private readonly listeners = new Map<string, () => void>();

  write = (text: string): boolean => {
    this.texts.push(text);
    return this.takes;
  };
  on = (event: string, listener: () => void) => this.listeners.set(event, listener);
  end = () => (this.ended = true);
  destroy = () => (this.destroyed = true);
  happens(event: 'drain' | 'close'): void {
    this.listeners.get(event)!();
  }

  get ids(): string[] {
    return this.texts.flatMap((t) => /^id: (\w+)\n/.exec(t)?.[1] ?? []);
  }
}

const state = (id: string) => ({ id, data: `{"of":"${id}"}` });

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test('whoever takes nothing is later told the last state alone', () => {
  const other = new Other();
  const stream = new EventStream(other, () => undefined);
  stream.send(state('a'));
  other.takes = false;
  stream.send(state('b'));
  for (const id of ['c', 'd', 'e']) stream.send(state(id));
  expect(other.ids).toEqual(['a', 'b']);
  other.takes = true;
  other.happens('drain');
  stream.send(state('f'));
  expect(other.ids).toEqual(['a', 'b', 'e', 'f']);
});

test('an event is as the standard has it, after how long to wait before coming back', () => {
  const other = new Other();
  new EventStream(other, () => undefined).send(state('a'));
  expect(other.texts).toEqual(['retry: 2000\n\n', 'id: a\nevent: presence\ndata: {"of":"a"}\n\n']);
});

test('a comment is sent now and then; whoever takes nothing for a minute is let go', () => {
  const other = new Other();
  const closed = jest.fn();
  const stream = new EventStream(other, closed, Date.now);
  jest.advanceTimersByTime(15_000);
  expect(other.texts.at(-1)).toBe(':\n\n');
  other.takes = false;
  stream.send(state('a'));
  jest.advanceTimersByTime(45_000);
  expect([other.destroyed, other.texts.length]).toEqual([false, 3]);
  jest.advanceTimersByTime(30_000);
  expect([other.destroyed, closed.mock.calls.length]).toEqual([true, 1]);
});

test('what is ended says why, is told nothing more and is closed once', () => {
  const other = new Other();
  const closed = jest.fn();
  const stream = new EventStream(other, closed);
  stream.end('signed-out');
  stream.end('stopping');
  stream.send(state('a'));
  other.happens('close');
  expect(other.texts.at(-1)).toBe('event: end\ndata: {"because":"signed-out"}\n\n');
  expect([other.ended, closed.mock.calls.length, jest.getTimerCount()]).toEqual([true, 1, 0]);
});

test('whoever goes away takes its heartbeat along', () => {
  const other = new Other();
  const closed = jest.fn();
  new EventStream(other, closed);
  other.happens('close');
  expect([closed.mock.calls.length, jest.getTimerCount()]).toEqual([1, 0]);
});
