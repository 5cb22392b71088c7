import type { IncomingMessage } from 'node:http';
import { LatchkeyError } from '../../shared/errors.ts';
import { CONSOLE_BODY_LIMIT } from '../../shared/limits.ts';

/**
 * A request's body as JSON, of {@link CONSOLE_BODY_LIMIT} at most.
 * @throws LatchkeyError BODY_TOO_LARGE, REQUEST_NOT_VALID
 */
export async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request) {
      length += (chunk as Buffer).length;
      if (length > CONSOLE_BODY_LIMIT) throw new LatchkeyError('BODY_TOO_LARGE');
      chunks.push(chunk as Buffer);
    }
  } catch (thrown) {
    if (LatchkeyError.is(thrown)) throw thrown;
    // The client closed the connection, or was too slow: this is no failure of the home.
    throw new LatchkeyError('REQUEST_NOT_VALID', { detail: 'The body ended early.', cause: thrown });
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (cause) {
    throw new LatchkeyError('REQUEST_NOT_VALID', { detail: 'The body is not JSON.', cause });
  }
}
