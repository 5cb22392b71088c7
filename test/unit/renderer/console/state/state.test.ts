/** What the console's pages stand on: the stream and its reconnecting, lists, days, addresses, formats. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Connection, SILENCE, WAITS } from '../../../../../renderer/console/state/connection.ts';
import { dayOf, endOfDay } from '../../../../../renderer/console/state/days.ts';
import { EventReader } from '../../../../../renderer/console/state/event-stream.ts';
import { linkTo, PAGES, readRoute } from '../../../../../renderer/console/state/route.ts';
import { joinLists } from '../../../../../renderer/console/state/use-pages.ts';
import { makeFormats } from '../../../../../renderer/texts/format.ts';

describe('the stream of events', () => {
  const STREAM =
    ': the home is here\n\nevent: hello\ndata: {"seq":1}\n\nevent: changed\r\ndata: a\r\ndata: b\r\n\r\ndata:bare\n\n\n';
  const EVENTS = [
    { name: 'hello', data: '{"seq":1}' },
    { name: 'changed', data: 'a\nb' },
    { name: 'message', data: 'bare' },
  ];

  test('is read the same whatever pieces it comes in', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(STREAM.length)), (cuts) => {
        const reader = new EventReader();
        const places = [...new Set([0, ...cuts, STREAM.length])].sort((a, b) => a - b);
        const pieces = places.slice(1).map((to, index) => STREAM.slice(places[index], to));
        expect(pieces.flatMap((piece) => reader.read(piece))).toEqual(EVENTS);
      }),
    );
  });
});

/** A connection whose time and stream the test has in its hand. */
function held() {
  const waits: { after: number; run: () => void; on: boolean }[] = [];
  const streams: { opened: () => void; heard: (event: string) => void; broke: () => void; closed: boolean }[] = [];
  const connection = new Connection<string>({
    open: (events) => {
      const stream = { ...events, closed: false };
      streams.push(stream);
      return () => {
        stream.closed = true;
      };
    },
    wait: (after, run) => {
      const timer = { after, run, on: true };
      waits.push(timer);
      return () => {
        timer.on = false;
      };
    },
    random: () => 1,
  });
  const said: string[] = [];
  connection.listen({ changed: () => said.push(connection.standing), again: () => said.push('again') });
  const waiting = () => waits.filter(({ on }) => on);
  return { connection, said, waiting, streams, stream: () => streams.at(-1) };
}

describe('the connection', () => {
  test('says that it was lost, waits longer each time, and says when it is there again', () => {
    const { connection, said, waiting, streams, stream } = held();
    connection.connect();
    stream()?.opened();
    const waited: number[] = [];
    for (let time = 0; time < 8; time += 1) {
      stream()?.broke();
      expect(waiting()).toHaveLength(1);
      waited.push(waiting()[0]?.after ?? 0);
      waiting()[0]?.run();
    }
    expect(waited).toEqual([1, 2, 4, 8, 16, 30, 30, 30].map((seconds) => seconds * 1000));
    stream()?.opened();
    stream()?.broke();
    expect(waiting()[0]?.after).toBe(WAITS.first);
    expect(said).toEqual(['connected', 'lost', 'connected', 'again', 'lost']);
    expect(streams.filter(({ closed }) => !closed)).toHaveLength(0);
  });

  test('takes silence for a stream that is dead', () => {
    const { connection, said, waiting, stream } = held();
    connection.connect();
    stream()?.opened();
    stream()?.heard('a');
    expect(waiting().map(({ after }) => after)).toEqual([SILENCE]);
    const { closed } = stream() ?? { closed: true };
    expect(closed).toBe(false);
    waiting()[0]?.run();
    expect(said).toEqual(['connected', 'lost']);
    expect(stream()?.closed).toBe(true);
  });

  test('has one stream, however often it is asked to connect, and none once it is stopped', () => {
    const { connection, waiting, streams } = held();
    connection.connect();
    connection.connect();
    expect(streams.map(({ closed }) => closed)).toEqual([true, false]);
    connection.stop();
    expect(waiting()).toEqual([]);
    expect(streams.every(({ closed }) => closed)).toBe(true);
  });
});

describe('a list that is asked for again', () => {
  const page = (items: number[], next: string | null) => ({ items, next });
  const same = (item: number) => item;

  test('keeps what was behind its new beginning', () => {
    expect(joinLists(page([9, 1, 2], 'b'), page([1, 2, 3, 4], 'd'), same)).toEqual(page([9, 1, 2, 3, 4], 'd'));
  });

  test('shows nothing twice when something has moved to the front', () => {
    expect(joinLists(page([4, 1, 2], 'b'), page([1, 2, 3, 4], 'd'), same)).toEqual(page([4, 1, 2, 3], 'd'));
  });

  test('is the new one where the two do not meet, or the new one is whole', () => {
    expect(joinLists(page([7, 8], 'x'), page([1, 2, 3], 'd'), same)).toEqual(page([7, 8], 'x'));
    expect(joinLists(page([1, 2], null), page([1, 2, 3], 'd'), same)).toEqual(page([1, 2], null));
    expect(joinLists(page([], null), page([1], null), same)).toEqual(page([], null));
  });
});

describe('days', () => {
  test('end in their last second, where the reader is', () => {
    expect(endOfDay('2026-12-31')).toEqual(new Date(2026, 11, 31, 23, 59, 59));
    expect(dayOf(new Date(2026, 0, 5, 1))).toBe('2026-01-05');
  });

  test.each(['', '2026-02-30', '2026-13-01', '31.12.2026', '0000-00-00'])('%j is none', (text) => {
    expect(endOfDay(text)).toBeUndefined();
  });
});

describe('addresses', () => {
  test('lead to the page that they were made for, whatever people are called', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PAGES),
        fc.string({ minLength: 1, maxLength: 20, unit: fc.constantFrom(...'a/%#?&.\\"<é𝒳 ') }),
        (page, of) => {
          expect(readRoute(linkTo(page, of))).toEqual({ page, of });
        },
      ),
    );
  });

  test.each(['', '#', '#/', '#/nothing', '#/__proto__', '#main', '#/people/%'])('%j leads somewhere', (hash) => {
    expect(PAGES).toContain(readRoute(hash).page);
  });
});

describe('formats', () => {
  const now = Date.UTC(2026, 10, 29, 12);
  const at = (seconds: number) => new Date(now + seconds * 1000).toISOString();
  const { ago, size } = makeFormats('en', 'UTC');

  test.each([
    [-30, 'this minute'],
    [-90, '1 minute ago'],
    [-7200, '2 hours ago'],
    [-86_400, 'yesterday'],
    [21.9 * 86_400, 'in 21 days'],
  ])('%d seconds from now is %s', (seconds, said) => {
    expect(ago(at(seconds), now)).toBe(said);
  });

  test.each([
    [0, '0 byte'],
    [999, '999 byte'],
    [1_843_200, '1.84 MB'],
    [2e15, '2,000 TB'],
  ])('%d bytes are %s', (bytes, said) => {
    expect(size(bytes)).toBe(said);
  });
});
