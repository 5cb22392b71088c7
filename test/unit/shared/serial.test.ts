import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Serial } from '../../../shared/serial.ts';

it('runs one piece of work at a time, in order, and a failed one holds up nobody', async () => {
  const piece = fc.record({ pause: fc.nat({ max: 3 }), fails: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
      const serial = new Serial();
      const events: string[] = [];
      const results = pieces.map(({ pause, fails }, i) =>
        serial.run(async () => {
          events.push(`begin ${i}`);
          await sleep(pause);
          events.push(`end ${i}`);
          if (fails) throw new Error(String(i));
          return i;
        }),
      );
      const settled = await Promise.allSettled(results);
      expect(events).toEqual(pieces.flatMap((_, i) => [`begin ${i}`, `end ${i}`]));
      expect(settled.map(({ status }) => status)).toEqual(
        pieces.map(({ fails }) => (fails ? 'rejected' : 'fulfilled')),
      );
    }),
    { numRuns: 50 },
  );
});
