/**
 * Chromium navigates to no scheme that it was not built with. So `app://bundle/index.html` is
 * `https://app--bundle.electron-host.invalid/index.html` on the wire: an origin of its own, a secure context, and a name
 * that never resolves. Every request to it is answered by the app's own handler.
 */
import { MAPPED_HOST_SUFFIX } from '../chromium/browser.ts';

const schemes = new Set<string>();
const WIRE = new RegExp(`https://([a-z][a-z0-9.+]*)--([a-z0-9.-]*?)${MAPPED_HOST_SUFFIX.replaceAll('.', '\\.')}`, 'g');

export function mapScheme(scheme: string): void {
  schemes.add(scheme);
}

export function isMapped(scheme: string): boolean {
  return schemes.has(scheme);
}

/** Rewrites every URL of a mapped scheme in a text, which may be a URL. */
export function toWire(text: string): string {
  let mapped = text;
  for (const scheme of schemes) {
    const urls = new RegExp(`(?<![a-z0-9.+-])${scheme}://([a-zA-Z0-9.-]+)`, 'g');
    mapped = mapped.replace(
      urls,
      (_url, host: string) => `https://${scheme}--${host.toLowerCase()}${MAPPED_HOST_SUFFIX}`,
    );
  }
  return mapped;
}

export function fromWire(text: string): string {
  return schemes.size === 0 ? text : text.replace(WIRE, '$1://$2');
}

/** A policy may name a whole scheme (`app:`) or one origin of it. */
export function policyToWire(policy: string): string {
  let mapped = toWire(policy);
  for (const scheme of schemes) {
    mapped = mapped.replace(new RegExp(`(?<=\\s|^)${scheme}:(?=[\\s;]|$)`, 'g'), `https://*${MAPPED_HOST_SUFFIX}`);
  }
  return mapped;
}

/** The origin as Electron reports it for standard schemes; Node's URL knows no origin of those. */
export function originOf(url: string): string {
  const custom = /^([a-z][a-z0-9.+-]*):\/\/([^/?#]*)/.exec(url);
  if (custom?.[1] && schemes.has(custom[1])) return `${custom[1]}://${custom[2]}`;
  if (url.startsWith('file:')) return 'file://';
  return URL.canParse(url) ? new URL(url).origin : 'null';
}
