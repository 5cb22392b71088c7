/** The console's API as the page calls it. The contract's schemas stay with the server, which checks what it sends. */
import { CONSOLE_HEADER, EVENTS_PATH } from '../../../shared/console/requests.ts';
import type { CONSOLE_ROUTES, ConsoleReply, ConsoleRequest, ConsoleRouteName } from '../../../shared/console/routes.ts';
import { EventReader, type ServerEvent } from './event-stream.ts';
import { isTroubleCode, Trouble } from './trouble.ts';

type Address<Name extends ConsoleRouteName> = readonly [
  (typeof CONSOLE_ROUTES)[Name]['method'],
  (typeof CONSOLE_ROUTES)[Name]['path'],
];

/** The routes without their schemas; the compiler compares them with the contract. */
const ADDRESSES: { readonly [Name in ConsoleRouteName]: Address<Name> } = {
  enter: ['POST', '/api/enter'],
  leave: ['POST', '/api/leave'],
  me: ['GET', '/api/me'],
  overview: ['GET', '/api/overview'],
  examine: ['POST', '/api/examine'],
  invitations: ['GET', '/api/invitations'],
  invite: ['POST', '/api/invite'],
  takeBack: ['POST', '/api/take-back'],
  devices: ['GET', '/api/devices'],
  device: ['GET', '/api/device'],
  rename: ['POST', '/api/device/rename'],
  note: ['POST', '/api/device/note'],
  shutOut: ['POST', '/api/device/shut-out'],
  shutOutApp: ['POST', '/api/device/shut-out-app'],
  letIn: ['POST', '/api/device/let-in'],
  people: ['GET', '/api/people'],
  person: ['GET', '/api/person'],
  shutOutPerson: ['POST', '/api/person/shut-out'],
  setAccess: ['POST', '/api/access'],
  audit: ['GET', '/api/audit'],
  notices: ['GET', '/api/notices'],
  testNotices: ['POST', '/api/notices/test'],
  retryNotices: ['POST', '/api/notices/retry'],
  backups: ['GET', '/api/backups'],
  makeBackup: ['POST', '/api/backups/make'],
};

/** Milliseconds; a home that has not answered by then does not. */
const TIMEOUT_MS = 30_000;

/** What a home's refusal says, and what is made of one that says nothing: a proxy's page, when the console does not run. */
async function refusal(reply: Response): Promise<Trouble> {
  const problem: unknown = await reply.json().catch(() => undefined);
  const { code, detail } = (typeof problem === 'object' ? (problem ?? {}) : {}) as { code?: unknown; detail?: unknown };
  if (!isTroubleCode(code)) return new Trouble([502, 503, 504].includes(reply.status) ? 'OFFLINE' : 'INTERNAL');
  const seconds = Number(reply.headers.get('retry-after') ?? Number.NaN);
  return new Trouble(code, {
    ...(typeof detail === 'string' ? { detail } : {}),
    ...(Number.isFinite(seconds) ? { retryAfter: seconds } : {}),
  });
}

async function send(address: string, options: RequestInit): Promise<Response> {
  const reply = await fetch(address, { ...options, cache: 'no-store', redirect: 'error' }).catch((cause: unknown) => {
    throw new Trouble('OFFLINE', { cause });
  });
  if (!reply.ok) throw await refusal(reply);
  return reply;
}

/** The query of a GET. What is undefined is left out. */
function query(request: object): string {
  const given = Object.entries(request).filter(([, value]) => value !== undefined);
  const words = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return words === '' ? '' : `?${words}`;
}

/** @throws Trouble */
export async function call<Name extends ConsoleRouteName>(
  name: Name,
  request: ConsoleRequest<Name>,
): Promise<ConsoleReply<Name>> {
  const [method, path] = ADDRESSES[name];
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), TIMEOUT_MS);
  const { signal } = timeout;
  try {
    const reply =
      method === 'GET'
        ? await send(`${path}${query(request)}`, { signal })
        : await send(path, {
            method,
            signal,
            headers: { 'content-type': 'application/json', [CONSOLE_HEADER.name]: CONSOLE_HEADER.value },
            body: JSON.stringify(request),
          });
    return (await reply.json()) as ConsoleReply<Name>;
  } catch (cause) {
    throw cause instanceof Trouble ? cause : new Trouble('OFFLINE', { cause });
  } finally {
    clearTimeout(timer);
  }
}
export type Call = typeof call;

interface StreamEvents {
  readonly opened: () => void;
  /** Undefined: the home is there and has nothing to say. */
  readonly heard: (event: ServerEvent | undefined) => void;
  readonly broke: (why: Trouble) => void;
}

/** Opens the stream of events. @returns what closes it */
export function openEvents({ opened, heard, broke }: StreamEvents): () => void {
  const abort = new AbortController();
  const read = async () => {
    const { body } = await send(EVENTS_PATH, { signal: abort.signal });
    if (!body) throw new Trouble('OFFLINE');
    opened();
    const reader = new EventReader();
    const texts = body.pipeThrough(new TextDecoderStream()).getReader();
    for (let piece = await texts.read(); !piece.done; piece = await texts.read()) {
      const events = reader.read(piece.value);
      if (events.length === 0) heard(undefined);
      for (const event of events) heard(event);
    }
    throw new Trouble('OFFLINE');
  };
  read().catch((thrown: unknown) => {
    if (!abort.signal.aborted) broke(thrown instanceof Trouble ? thrown : new Trouble('OFFLINE', { cause: thrown }));
  });
  return () => abort.abort();
}
