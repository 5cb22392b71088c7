import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { eachLine } from '../../../../../server/stack/process/log-lines.ts';

/** What is heard of these pieces, which come one after the other. */
async function heard(pieces: readonly (string | Buffer)[]): Promise<readonly string[]> {
  const stream = new PassThrough();
  const lines: string[] = [];
  eachLine(stream, (line) => lines.push(line));
  for (const piece of pieces) if (!stream.write(piece)) await once(stream, 'drain');
  stream.end();
  await pause(50);
  return lines;
}

test('lines come whole, wherever they are broken, without their ends and without empty ones', async () => {
  expect(await heard(['one\ntw', 'o\r\n\n  \n', Buffer.from([0xc3]), Buffer.from([0xbc, 0x0a]), 'last'])).toEqual([
    'one',
    'two',
    'ü',
    'last',
  ]);
});

test('a line without an end is kept as far as anybody reads it, and the next one whole', async () => {
  const lines = await heard([
    'before\n',
    ...Array.from({ length: 100 }, () => 'x'.repeat(60_000)),
    'y\nafter\n',
    'z\n',
  ]);
  expect(lines.map((line) => line.slice(0, 10))).toEqual(['before', 'xxxxxxxxxx', 'after', 'z']);
  expect(lines[1]).toHaveLength(256 * 1024);
});

test('nor do many lines in one piece lose anything to a long one among them', async () => {
  const long = 'l'.repeat(300_000);
  const lines = await heard([`a\nb\n${long}\nc\n${long}`, 'd\ne']);
  expect(lines.map((line) => line.slice(0, 1))).toEqual(['a', 'b', 'l', 'c', 'l', 'e']);
});
