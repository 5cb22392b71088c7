import { beforeAll, describe, expect, test } from 'vitest';
import {
  fromWire,
  mapScheme,
  originOf,
  policyToWire,
  toWire,
} from '../../../support/electron-host/session/scheme-map.ts';

describe('a custom scheme on the wire', () => {
  beforeAll(() => mapScheme('app'));

  test('goes there and back, in any text', () => {
    const text = '{"url":"app://bundle/index.html?a=app://bundle/b#c"}';
    const wire = toWire(text);
    expect(wire).toContain('https://app--bundle.electron-host.invalid/index.html');
    expect(wire).not.toContain('app://');
    expect(fromWire(wire)).toBe(text);
  });

  test('is not found inside other words or schemes', () => {
    for (const text of ['myapp://bundle/', 'web+app://bundle/', 'https://app.example.com/', 'app:']) {
      expect(toWire(text)).toBe(text);
    }
  });

  test('is an origin, as Electron says it', () => {
    expect(originOf('app://bundle/index.html')).toBe('app://bundle');
    expect(originOf('https://example.com:8443/x')).toBe('https://example.com:8443');
    expect(originOf('file:///tmp/x')).toBe('file://');
    expect(originOf('other://x')).toBe('null');
  });

  test('is translated in a policy, whole or by origin', () => {
    expect(policyToWire("default-src 'none'; img-src app: data:; script-src app://bundle")).toBe(
      "default-src 'none'; img-src https://*.electron-host.invalid data:; script-src https://app--bundle.electron-host.invalid",
    );
  });
});
