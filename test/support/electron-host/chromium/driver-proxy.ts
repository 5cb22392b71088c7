/**
 * Where a test's driver connects: Chromium's debugging port, as Electron's would look. Pages of the host's own are left
 * out, addresses of custom schemes read as the app wrote them, and the app's theme holds where the driver has no wish.
 */
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { fromWire, toWire } from '../session/scheme-map.ts';
import { HIDDEN_PAGE } from './browser.ts';

interface Message {
  readonly id?: number;
  readonly sessionId?: string;
  readonly method?: string;
  readonly params?: {
    readonly sessionId?: string;
    readonly targetInfo?: { readonly url: string; readonly openerId?: string };
  };
}
interface MediaParams {
  readonly media?: string;
  readonly features?: readonly { readonly name: string; readonly value: string }[];
}

/** Ids of the proxy's own requests; drivers count from one. */
const OWN_IDS = 1_000_000_000;
const LARGEST_MESSAGE = 256 * 1024 * 1024;

let colorScheme = '';
const connections = new Set<Connection>();

/** @param scheme `dark`, `light`, or empty to follow the system */
export function driveColorScheme(scheme: string): void {
  colorScheme = scheme;
  for (const connection of connections) connection.renewMedia();
}

/** @returns the address that a driver is to connect to */
export async function startDriverProxy(chromium: string): Promise<string> {
  const path = `/devtools/browser/${randomBytes(16).toString('hex')}`;
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, path, maxPayload: LARGEST_MESSAGE });
  await new Promise((resolve, reject) => server.once('listening', resolve).once('error', reject));
  server.on('connection', (driver) => connections.add(new Connection(driver, chromium)));
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
}

class Connection {
  readonly #driver: WebSocket;
  readonly #chromium: WebSocket;
  readonly #early: string[] = [];
  readonly #hidden = new Set<string>();
  readonly #media = new Map<string, MediaParams>();
  #ownId = OWN_IDS;

  constructor(driver: WebSocket, address: string) {
    this.#driver = driver;
    this.#chromium = new WebSocket(address, { perMessageDeflate: false, maxPayload: LARGEST_MESSAGE });
    this.#chromium.on('open', () => {
      for (const text of this.#early.splice(0)) this.#chromium.send(text);
    });
    driver.on('message', (data) => this.#toChromium(String(data)));
    this.#chromium.on('message', (data) => this.#toDriver(String(data)));
    for (const [one, other] of [
      [driver, this.#chromium],
      [this.#chromium, driver],
    ] as const) {
      one.on('close', () => other.close()).on('error', () => other.close());
    }
    driver.on('close', () => connections.delete(this));
  }

  renewMedia(): void {
    for (const [sessionId, params] of this.#media)
      this.#ask('Emulation.setEmulatedMedia', withScheme(params), sessionId);
  }

  #toChromium(text: string): void {
    // What a spec compares a page with stays as it wrote it; only where it navigates has to be an address of Chromium's.
    if (text.includes('"Page.navigate"')) this.#send(toWire(text));
    else if (text.includes('"Emulation.setEmulatedMedia"')) this.#send(this.#rememberMedia(text));
    else this.#send(text);
  }

  #rememberMedia(text: string): string {
    const message = JSON.parse(text) as Message;
    if (message.method !== 'Emulation.setEmulatedMedia') return text;
    const params = message.params as MediaParams;
    this.#media.set(message.sessionId ?? '', params);
    return JSON.stringify({ ...message, params: withScheme(params) });
  }

  #toDriver(text: string): void {
    // Only short ones matter here; a screenshot need not be parsed.
    const message = text.length < 10_000 ? (JSON.parse(text) as Message) : {};
    if (message.id !== undefined && message.id > OWN_IDS) return;
    if (message.method === 'Target.attachedToTarget' && isHidden(message.params?.targetInfo)) {
      const sessionId = message.params?.sessionId ?? '';
      this.#hidden.add(sessionId);
      this.#ask('Runtime.runIfWaitingForDebugger', {}, sessionId);
      this.#ask('Target.detachFromTarget', { sessionId }, '');
      return;
    }
    if (this.#hidden.has(message.sessionId ?? '') || this.#hidden.has(message.params?.sessionId ?? '')) return;
    this.#driver.send(fromWire(text));
  }

  #ask(method: string, params: object, sessionId: string): void {
    this.#ownId += 1;
    this.#send(JSON.stringify({ id: this.#ownId, method, params, ...(sessionId ? { sessionId } : {}) }));
  }

  #send(text: string): void {
    if (this.#chromium.readyState === WebSocket.CONNECTING) this.#early.push(text);
    else if (this.#chromium.readyState === WebSocket.OPEN) this.#chromium.send(text);
  }
}

/** The host's own, or a pop-up that the host is about to close. */
function isHidden(target: { readonly url: string; readonly openerId?: string } | undefined): boolean {
  return target?.url === HIDDEN_PAGE || target?.openerId !== undefined;
}

function withScheme({ media, features = [] }: MediaParams): MediaParams {
  const asked = features.find(({ name, value }) => name === 'prefers-color-scheme' && value !== '');
  if (asked || colorScheme === '') return { ...(media === undefined ? {} : { media }), features };
  const others = features.filter(({ name }) => name !== 'prefers-color-scheme');
  return {
    ...(media === undefined ? {} : { media }),
    features: [...others, { name: 'prefers-color-scheme', value: colorScheme }],
  };
}
