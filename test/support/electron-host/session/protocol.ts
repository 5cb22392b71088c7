/** `protocol`: custom schemes, answered by the app's handlers. */
import type { CustomScheme } from 'electron';
import { record } from '../base/host.ts';
import { browserIfReady } from '../base/runtime.ts';
import { refuse, strictObject } from '../base/strict.ts';
import { isMapped, mapScheme, policyToWire } from './scheme-map.ts';

type SchemeHandler = (request: Request) => Response | Promise<Response>;

/** What a page gets for a request of a custom scheme. */
export interface SchemeAnswer {
  readonly status: number;
  readonly headers: readonly { name: string; value: string }[];
  readonly body: Buffer;
}

const POLICIES = new Set(['content-security-policy', 'content-security-policy-report-only']);

export interface ProtocolModule {
  registerSchemesAsPrivileged(schemes: CustomScheme[]): void;
  handle(scheme: string, handler: SchemeHandler): void;
  unhandle(scheme: string): void;
  isProtocolHandled(scheme: string): boolean;
}

export class SchemeHandlers {
  readonly #handlers = new Map<string, SchemeHandler>();
  /** As the app sees it. */
  readonly module: ProtocolModule = strictObject('protocol', {
    registerSchemesAsPrivileged(schemes: CustomScheme[]) {
      if (browserIfReady())
        throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
      record('protocol.registerSchemesAsPrivileged', schemes);
      for (const { scheme, privileges } of schemes) {
        if (!privileges?.standard) refuse(`protocol: scheme ${scheme} that is not standard`);
        mapScheme(scheme);
      }
    },
    handle: (scheme: string, handler: SchemeHandler) => {
      if (!isMapped(scheme)) refuse(`protocol.handle of ${scheme}, which is no privileged standard scheme,`);
      if (this.#handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`);
      this.#handlers.set(scheme, handler);
    },
    unhandle: (scheme: string) => {
      if (!this.#handlers.delete(scheme)) throw new Error(`Failed to unregister protocol: ${scheme}`);
    },
    isProtocolHandled: (scheme: string) => this.#handlers.has(scheme),
  });

  handles(url: string): boolean {
    return this.#handlers.has(schemeOf(url));
  }

  /** @throws whatever the handler throws */
  respond(request: Request): Promise<Response> {
    const handler = this.#handlers.get(schemeOf(request.url));
    if (!handler) return Promise.reject(new Error('net::ERR_UNKNOWN_URL_SCHEME'));
    return Promise.resolve(handler(request));
  }

  async answer(request: Request): Promise<SchemeAnswer> {
    const response = await this.respond(request);
    const headers = [...response.headers].map(([name, value]) => ({
      name,
      value: POLICIES.has(name) ? policyToWire(value) : value,
    }));
    return { status: response.status, headers, body: Buffer.from(await response.arrayBuffer()) };
  }
}

function schemeOf(url: string): string {
  return url.slice(0, Math.max(0, url.indexOf(':')));
}
