/**
 * A path that one program reads in another way than the next: past the client-auth check, past a rule of a service, or to what only the
 * home itself may ask. The client-auth check looks at no path at all, so none may matter to it; a service gets the path as it was said.
 */
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WAN_SOURCE } from '../../support/probe.ts';
import { INSIDE } from '../../support/recording-service.ts';
import { type AttackedHome, startAttackedHome, statuses, ZONES } from '../../support/stack/attacked-home.ts';
import { hostOf } from '../../support/stack/data-path.ts';

let attacked: AttackedHome;
beforeAll(async () => {
  attacked = await startAttackedHome();
});
afterAll(() => attacked?.close());

/** What another program may take for another path. */
const PATHS = [
  ...['//', '//evil.example/', '/./', '/../', '/../../../etc/passwd', '/a/../b', '/a/./b', '/a//b', '/a/..;/b'],
  ...['/%2e%2e/', '/%2e%2e%2fetc%2fpasswd', '/a%2fb', '/a%2F..%2Fb', '/a%5cb', '/..%5c..%5c', '/a%00b', '/a%0d%0ab'],
  ...['/%252e%252e/', '/a;b=c/d', '/a?b#c', '/a%23b', '/a?/../b', '/a%3fb', '/%c0%ae%c0%ae/', '/%ff'],
  ...['/{http.request.tls.client.fingerprint}', '/{env.HOME}', '/{file./etc/passwd}', '/$1', '/*', '/~', '/`id`'],
];

/** What Caddy, the auth endpoint and the signing API answer elsewhere, and nobody may ask here. */
const INTERNAL = [
  ...[
    '/config/',
    '/config/apps/http',
    '/load',
    '/stop',
    '/adapt',
    '/id/x',
    '/pki/ca/local',
    '/reverse_proxy/upstreams',
  ],
  ...['/metrics', '/debug/pprof/', '/debug/vars', '/.well-known/acme-challenge/x', '/.well-known/est/simpleenroll'],
  ...['/v1/health', '/v1/certificates', '/v1/openapi.json', '/i', '/latchkey', '/auth'],
];

/** What no path may contain (RFC 3986 3.3) is written as what it stands for. */
const escaped = (path: string) => path.replace(/[{}`]/g, encodeURIComponent);
const TARGETS = [...PATHS, ...INTERNAL];

const get = (name: string, target: string, method = 'GET') =>
  `${method} ${target} HTTP/1.1\r\nHost: ${hostOf(name)}\r\n\r\n`;
const last = (name: string) => `GET /last HTTP/1.1\r\nHost: ${hostOf(name)}\r\nConnection: close\r\n\r\n`;

const PLACES = ['cloud', 'photos', 'notes'];

describe.each(PLACES)('asked of %s', (name) => {
  test.each(ZONES)('on the %s listener, a path arrives as it was said', async (zone) => {
    const before = attacked.service.requests.length;
    const heard = await attacked.say(
      attacked.way(zone, name),
      ...TARGETS.map((target) => get(name, target)),
      last(name),
    );
    const arrived = attacked.service.requests.slice(before).map(({ path }) => path);
    expect(arrived).toEqual([...TARGETS.map(escaped), '/last']);
    expect(new Set(statuses(heard))).toEqual(new Set([200]));
  });

  test('by a device that is shut out, no path leads past the client-auth check', async () => {
    const before = attacked.service.requests.length;
    const options = attacked.way('wan', name, { identity: attacked.shutOut });
    const requests = TARGETS.flatMap((target) => [get(name, target), get(name, target, 'OPTIONS')]);
    // A few on each connection: one that is refused over and over is ended.
    for (let at = 0; at < requests.length; at += 6) {
      const some = requests.slice(at, at + 6);
      const heard = await attacked.say(options, ...some, last(name));
      expect(statuses(heard)).toEqual([...some.map(() => 403), 403]);
      expect(heard).not.toContain(INSIDE);
    }
    expect(attacked.service.requests).toHaveLength(before);
  });
});

/** Targets that are no paths. */
const FORMS = [
  'OPTIONS *',
  'GET *',
  'CONNECT 127.0.0.1:22',
  `CONNECT ${hostOf('cloud')}:443`,
  'CONNECT /',
  'CONNECT *',
  'GET http://169.254.169.254/latest/meta-data/',
  'GET http://127.0.0.1:2019/config/',
  'GET file:///etc/passwd',
  'GET unix//run/auth.sock',
  `GET https://${hostOf('enroll')}/v1/health`,
  'GET ../../etc/passwd',
  'GET @evil.example/',
  'GET .evil.example/',
  'GET :1@evil.example/',
  'GET x://evil.example',
  'GET /%u002e',
  'GET /%',
  'GET \\..\\',
  'TRACE /',
  'PRI *',
];
const form = (name: string, line: string) => `${line} HTTP/1.1\r\nHost: ${hostOf(name)}\r\nConnection: close\r\n\r\n`;

describe.each(FORMS)('%s', (line) => {
  test.each(ZONES)('on the %s listener leads to a service, or nowhere', async (zone) => {
    for (const name of ['cloud', 'notes']) {
      const heard = await attacked.say(attacked.way(zone, name), form(name, line));
      const body = heard.slice(heard.indexOf('\r\n\r\n') + 4).replace(/^[0-9a-f]+\r\n|\r\n0\r\n\r\n$/g, '');
      if (!body.startsWith(INSIDE)) expect(body).toMatch(/^(|0\r\n\r\n|\d{3} [\w :]+|malformed Host header)$/);
    }
  });

  test('from a device that is shut out is answered with nothing but a refusal', async () => {
    for (const name of ['cloud', 'notes']) {
      const heard = await attacked.say(attacked.way('wan', name, { identity: attacked.shutOut }), form(name, line));
      // The server answers this one itself, before anybody is asked: 200, and nothing in it.
      const empty = line === 'OPTIONS *' && /^HTTP\/1\.1 200 OK\r\nContent-Length: 0\r\n/.test(heard);
      if (!empty) expect(statuses(heard).filter((status) => status < 400)).toEqual([]);
      expect(heard).not.toContain(INSIDE);
    }
  });

  test('at the signing API leads to the signing API, or nowhere', async () => {
    const heard = await attacked.say(
      attacked.way('wan', 'enroll', { identity: undefined, from: WAN_SOURCE }),
      form('enroll', line),
    );
    const body = heard.slice(heard.indexOf('\r\n\r\n') + 4);
    if (statuses(heard).includes(200) && !body.includes('"method"')) expect(body).toMatch(/^(|0\r\n\r\n)$/);
    expect(heard).not.toContain(INSIDE);
  });
});

describe('on port 80', () => {
  const ask = (head: string) =>
    new Promise<string>((resolve) => {
      let heard = '';
      const socket = connect({
        host: '127.0.0.1',
        port: Number(attacked.home.config.ports.http),
        localAddress: WAN_SOURCE,
      });
      socket.setTimeout(8000, () => socket.destroy());
      socket.on('data', (data) => {
        heard += data.toString('latin1');
      });
      socket.on('error', () => undefined).once('close', () => resolve(heard));
      socket.write(`${head}\r\nConnection: close\r\n\r\n`);
    });
  const there = () => `https://${hostOf('cloud')}:${attacked.home.config.ports.https}/`;

  test.each([...TARGETS, '/a\tb', '/a\\b', '//evil.example/%0d%0aSet-Cookie:x'])(
    '%s leads to the same host',
    async (path) => {
      const heard = await ask(`GET ${path} HTTP/1.1\r\nHost: ${hostOf('cloud')}`);
      const [location = ''] = /(?<=^location: ).*(?=\r$)/im.exec(heard) ?? [];
      if (statuses(heard)[0] === 308) expect(location.startsWith(there())).toBe(true);
      else expect(statuses(heard)).toEqual([400]);
      expect(heard.match(/^(location|set-cookie):/gim)?.length ?? 0).toBeLessThanOrEqual(1);
    },
  );

  test.each(FORMS)('%s leads to the same host, or nowhere', async (line) => {
    const heard = await ask(`${line} HTTP/1.1\r\nHost: ${hostOf('cloud')}`);
    const [location] = /(?<=^location: ).*(?=\r$)/im.exec(heard) ?? [];
    if (location !== undefined) expect(location).toMatch(/^https:\/\/cloud\.home\.localhost:\d+(\/|\*|$)/);
    else expect(statuses(heard).filter((status) => status < 400)).toEqual([]);
  });
});
