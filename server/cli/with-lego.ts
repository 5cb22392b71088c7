import type { LegoForCommand } from '../home/certificates/lego-for-command.ts';
import { BrokenOff, whenBrokenOff } from '../platform/breaking-off.ts';

/** Works with lego, which has a user of its own where root runs this; breaking off aborts the signal, with BrokenOff as reason. */
export async function withLego<T>(
  dir: string,
  folder: 'own' | 'temporary',
  work: (lego: LegoForCommand, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { legoForCommand } = await import('../home/certificates/lego-for-command.ts');
  const controller = new AbortController();
  const undo = whenBrokenOff((by) => controller.abort(new BrokenOff(by)));
  try {
    const lego = await legoForCommand(dir, folder);
    try {
      return await work(lego, controller.signal);
    } finally {
      await lego.close();
    }
  } finally {
    undo();
  }
}
