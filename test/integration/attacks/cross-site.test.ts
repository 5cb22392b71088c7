/**
 * Another site makes the browser of somebody with a key change something at a service that is told whose key it is: a
 * form, a fetch, a WebSocket. The service must not take the request for that person's own.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { INSIDE } from '../../support/recording-service.ts';
import { type AttackedHome, startAttackedHome } from '../../support/stack/attacked-home.ts';
import { hostOf } from '../../support/stack/data-path.ts';

let attacked: AttackedHome;
beforeAll(async () => {
  attacked = await startAttackedHome();
});
afterAll(() => attacked?.close());

/** @returns whose key the service was told it is */
async function told(name: string, method: string, lines: readonly string[]): Promise<string | undefined> {
  const before = attacked.service.requests.length;
  const head = [`${method} / HTTP/1.1`, `Host: ${hostOf(name)}`, 'Content-Length: 0', ...lines].join('\r\n');
  const closing = lines.some((line) => /^connection:/i.test(line)) ? '' : 'Connection: close\r\n';
  const heard = await attacked.say(attacked.way('wan', name), `${head}\r\n${closing}\r\n`);
  expect(heard).toContain(INSIDE);
  return attacked.service.requests.slice(before)[0]?.headers['client-cert'] as string | undefined;
}

const UPGRADE = ['Connection: close, Upgrade', 'Upgrade: websocket'];
const site = (value: string) => `Sec-Fetch-Site: ${value}`;
const origin = (value: string) => `Origin: ${value}`;

/** The first is declared; the second has directives of its own. */
describe.each(['cloud', 'photos'])('%s is told', (name) => {
  test.each([
    ['a form', 'POST', [site('cross-site'), origin('https://evil.example')]],
    ['a form of a sandboxed frame', 'POST', [site('cross-site'), origin('null')]],
    ['a form, by an older browser', 'POST', [origin('https://evil.example')]],
    ['a form without a referrer, by an older browser', 'POST', [origin('null')]],
    ['a page by plain HTTP', 'POST', [origin('http://photos.home.localhost')]],
    ['a neighbour of the home in the same zone', 'POST', [site('same-site'), origin('https://evil.localhost')]],
    ['a name that only ends alike', 'POST', [origin('https://evilhome.localhost')]],
    ['a name that only begins alike', 'POST', [origin('https://home.localhost.evil.example')]],
    ['a name with another character for a dot', 'POST', [origin('https://home-localhost')]],
    ['a user before the name', 'POST', [origin('https://home.localhost@evil.example')]],
    ['a fetch that deletes', 'DELETE', [site('cross-site'), origin('https://evil.example')]],
    ['a method of its own', 'PROPFIND', [site('cross-site'), origin('https://evil.example')]],
    ['a change of a part', 'PATCH', [site('cross-site'), origin('https://evil.example')]],
    ['another site that says it is this one', 'POST', [site('cross-site'), origin('https://photos.home.localhost')]],
    ['a word that no browser says', 'POST', [site('cross-sitE'), origin('https://evil.example')]],
    ['a WebSocket', 'GET', [site('cross-site'), origin('https://evil.example'), ...UPGRADE]],
    ['a WebSocket, by an older browser', 'GET', [origin('https://evil.example'), ...UPGRADE]],
    ['a listed name', 'POST', [site('cross-site'), 'Connection: close, Client-Cert']],
  ])('nothing of who it is by %s', async (_, method, lines) => {
    expect(await told(name, method, lines)).toBeUndefined();
  });

  test.each([
    ['a link on another site', 'GET', [site('cross-site')]],
    ['a picture on another site', 'GET', [site('cross-site'), origin('https://evil.example')]],
    ['its own page', 'POST', [site('same-origin'), origin(`https://${hostOf('cloud')}`)]],
    ['its own page on its port', 'POST', [origin(`https://${hostOf('cloud')}:8443`)]],
    ['another service of the home', 'POST', [site('same-site'), origin(`https://${hostOf('photos')}`)]],
    ['the home itself, by an older browser', 'POST', [origin('https://home.localhost')]],
    ['the address bar', 'POST', [site('none')]],
    ['an app that is no browser', 'PUT', []],
    ['its own WebSocket', 'GET', [site('same-origin'), origin(`https://${hostOf('cloud')}`), ...UPGRADE]],
    ['the WebSocket of an app', 'GET', UPGRADE],
    ['an app that lists the header', 'POST', ['Connection: close, Client-Cert']],
  ])('who it is by %s', async (_, method, lines) => {
    expect(await told(name, method, lines)).toBe(attacked.daveHeader);
  });
});
