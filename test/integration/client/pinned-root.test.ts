/** Attacks on the pin: who shows another root than the invite names is not believed, however near its pin is. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { httpsHomeApi } from '../../../electron/adapters/home/https-home-api.ts';
import { fetchPinnedRoot } from '../../../electron/adapters/home/pinned-root.ts';
import { certificatePin } from '../../../server/ca/custody.ts';
import { ROUTES } from '../../../shared/api.ts';
import { parseInvite } from '../../../shared/paste/read-invite.ts';
import { parsePin } from '../../../shared/pin.ts';
import { FakeAuthority } from '../../support/client/fake-authority.ts';
import { FakeHome } from '../../support/client/fake-home.ts';
import { type HttpsHome, startHttpsHome } from '../../support/client/https-home.ts';

const SYMBOLS = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'];

let https: HttpsHome;
let pin: string;
beforeAll(async () => {
  https = await startHttpsHome(await FakeHome.create());
  pin = await certificatePin(https.root.pem, https.home.host);
});
afterAll(() => https.close());

const fetch = (asked: string) => fetchPinnedRoot({ host: https.home.host, port: https.port }, asked, 5000);

/** The pin that has another symbol at one place, and the check symbol that belongs to it. */
function neighbour(place: number): string {
  const symbols = [...pin.replaceAll('-', '')];
  const other = symbols.with(place, SYMBOLS.find((symbol) => symbol !== symbols[place]) ?? '');
  for (const check of SYMBOLS) {
    const read = parsePin(other.with(-1, check).join(''));
    if ('pin' in read) return read.pin;
  }
  throw new Error('no check symbol fits');
}

describe('a root is believed', () => {
  it('by its pin, and by the long pin of an earlier version', async () => {
    expect((await fetch(pin)).replace(/\s/g, '')).toBe(https.root.pem.replace(/\s/g, ''));
    expect((await fetch(https.root.pin)).replace(/\s/g, '')).toBe(https.root.pem.replace(/\s/g, ''));
  });

  it.each([0, 7, 14])('not by a pin that differs from its own in symbol %i', async (place) => {
    expect(neighbour(place)).not.toBe(pin);
    await expect(fetch(neighbour(place))).rejects.toMatchObject({ code: 'HOME_NOT_TRUSTED' });
  });

  it('not by its pin at another home, nor by a piece of either pin, nor by none', async () => {
    const elsewhere = await certificatePin(https.root.pem, 'enroll.example.org');
    for (const other of [elsewhere, pin.slice(0, -1), pin.slice(0, 4), https.root.pin.slice(0, 42), '']) {
      await expect(fetch(other)).rejects.toMatchObject({ code: 'HOME_NOT_TRUSTED' });
    }
  });

  it('not when it is another one, of the same name', async () => {
    const other = await FakeAuthority.create({ CN: 'Private server root', O: https.home.name });
    https.instead = (_request, response) => response.end(other.pem);
    try {
      await expect(fetch(pin)).rejects.toMatchObject({ code: 'HOME_NOT_TRUSTED' });
      await expect(fetch(https.root.pin)).rejects.toMatchObject({ code: 'HOME_NOT_TRUSTED' });
    } finally {
      https.instead = undefined;
    }
  });

  it('once for each pin; who did not show it is asked again', async () => {
    const asked: string[] = [];
    https.instead = (request, response) => {
      asked.push(request.url ?? '');
      if (asked.length === 1) response.writeHead(503).end();
      else https.pass(request, response);
    };
    const homes = httpsHomeApi('0.1.0 linux');
    const root = (asked: string) => homes.at({ host: https.home.host, port: https.port, pin: asked }).serverRoot();
    try {
      await expect(root(pin)).rejects.toMatchObject({ code: 'HOME_NOT_TRUSTED' });
      const first = await root(pin);
      expect(await root(pin)).toBe(first);
      expect(asked).toEqual([ROUTES.serverRoot.path, ROUTES.serverRoot.path]);
      await expect(root(neighbour(0))).rejects.toMatchObject({ code: 'HOME_NOT_TRUSTED' });
      expect(asked).toHaveLength(3);
    } finally {
      https.instead = undefined;
    }
  });

  it('and what the pin becomes on its way is read before anything is sent', () => {
    const invite = `${https.home.invite()}@${https.home.host}:${https.port}/${pin.toLowerCase().replaceAll('-', ' ')}`;
    expect(parseInvite(invite)).toMatchObject({ ok: true, invite: { pin } });
  });
});
