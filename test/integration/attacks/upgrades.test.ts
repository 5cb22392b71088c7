/**
 * Behind an upgrade the bytes go to the service as they are. To HTTP/2 without TLS (h2c), or to any protocol that carries
 * requests, they would be requests past everything that is deleted and asked: nobody gets there. Other protocols are the
 * service's own, and pass.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LAN_SOURCE, WAN_SOURCE } from '../../support/probe.ts';
import { type SampleService, startSampleService } from '../../support/sample-service.ts';
import { hostOf, identity } from '../../support/stack/data-path.ts';
import { makeTestHome, type RunningHome, startTestHome } from '../../support/stack/home.ts';
import { openUpgraded } from '../../support/streams.ts';

let home: RunningHome;
let service: SampleService;
let key: ReturnType<typeof identity>;
beforeAll(async () => {
  service = await startSampleService('cloud');
  const { upstream } = service;
  const sites = { 'notes.caddy': `${hostOf('notes')} {\n\treverse_proxy ${upstream}\n}\n` };
  home = await startTestHome(await makeTestHome({ services: [{ name: 'cloud', upstream }], sites }));
  key = identity(await home.device());
});
afterAll(async () => {
  await home?.stop();
  await home?.remove();
  await service?.close();
});

const WAYS = [
  ['a service, at home', 'cloud', 'lan'],
  ['a service, from outside', 'cloud', 'wan'],
  ['a hand-written site, at home', 'notes', 'lan'],
  ['a hand-written site, from outside', 'notes', 'wan'],
] as const;
const upgradeTo = (name: string, zone: string, upgrade: string) =>
  openUpgraded(
    {
      port: home.config.ports.https,
      host: hostOf(name),
      ...(zone === 'lan' ? { from: LAN_SOURCE } : { from: WAN_SOURCE, identity: key }),
    },
    upgrade,
  );

const SETTINGS = 'HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA';
/** The rest of the header, from its value on: further lines may follow. */
const REQUESTS_INSIDE = [
  'h2c',
  'H2C',
  'h2C',
  `h2c\r\n${SETTINGS}`,
  `h2c\r\n${SETTINGS}\r\nConnection: HTTP2-Settings`,
  'websocket, h2c',
  'h2c, websocket',
  'foo,\th2c\t,bar',
  'h2c;q=1',
  'h2c-14',
  'DERP\r\nUpgrade: h2c',
  'h2c\r\nUpgrade: DERP',
  'DERP\r\nupgrade: a\r\nUPGRADE: b, H2c',
  'DERP,\r\n h2c',
  'h2',
  'HTTP/2.0',
  'HTTP/1.1',
  'TLS/1.2, HTTP/1.1',
  'TLS/1.0',
];
const OWN = ['Websocket', 'WEBSOCKET', 'SPDY/3.1', 'DERP', 'tailscale-control-protocol', 'tcp', 'x-own/1, x-own/2'];

describe.each(WAYS)('to %s', (_, ...way) => {
  test.each(REQUESTS_INSIDE)('nobody turns a connection into %j', async (upgrade) => {
    await expect(upgradeTo(...way, upgrade)).rejects.toThrow('not upgraded: HTTP/1.1 200');
  });

  test.each(OWN)('a connection may turn into %j', async (upgrade) => {
    const stream = await upgradeTo(...way, upgrade);
    await stream.alive();
    stream.close();
  });
});
