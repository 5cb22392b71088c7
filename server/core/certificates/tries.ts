import { z } from 'zod';
import { FAILURE_KINDS, type Tries } from './schedule.ts';

const time = z.number().min(0);
const triesSchema: z.ZodType<Tries> = z.object({
  began: time.optional(),
  failures: z.int().min(0).max(10_000),
  failure: z
    .object({
      at: time,
      kind: z.enum(FAILURE_KINDS),
      reason: z.string().max(2000),
      notBefore: time.optional(),
    })
    .optional(),
  succeededAt: time.optional(),
  directory: z.string().optional(),
  account: z.int().min(0).optional(),
});

const NONE: Tries = { failures: 0 };

/** Reads what {@link Tries} were written as; none when it is not that. @param text JSON, or undefined for no file */
export function readTries(text: string | undefined): Tries {
  try {
    const parsed = triesSchema.safeParse(JSON.parse(text ?? ''));
    return parsed.success ? parsed.data : NONE;
  } catch {
    return NONE;
  }
}
