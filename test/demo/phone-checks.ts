/** What a phone's own system does, as a check each. No phone is here: the client is a program that speaks as one. */
import assert from 'node:assert/strict';
import { en } from '../../renderer/page/texts/en.ts';
import { keyOfPhone, openBrowser, PHONES, visit } from '../support/phone-page.ts';
import { type Identity, probe } from '../support/probe.ts';
import { askFor, operation, readReply, registrationAuthorityIn, scepClient } from '../support/scep-client.ts';
import { makeSoftKey, postJson } from '../support/soft-device.ts';
import { hostOf, latchkeyJson } from '../support/throw-away-home.ts';
import { answered, type Check } from './check.ts';

export const PHONE_CHECKS: Readonly<Record<string, Check>> = {
  'scep-enrols': async ({ home }) => {
    const place = { host: hostOf('hello'), port: home.httpsPort };
    const { code } = await home.invite('Nora', 'iPhone');
    const { status, body } = await postJson(place, '/v1/challenges', { code, device: 'iphone' });
    assert.equal(status, 200);
    const { challenge } = body as { challenge: string };
    const authority = registrationAuthorityIn(await operation(place, 'GetCACert'));
    const enrol = async (client: Awaited<ReturnType<typeof scepClient>>) => {
      const message = await askFor(client, challenge, authority);
      return readReply(client, await operation(place, 'PKIOperation', message));
    };
    const [phone, stranger] = await Promise.all([scepClient(), scepClient()]);
    const { certificate } = await enrol(phone);
    assert.ok(certificate, 'the phone got no certificate');
    assert.equal((await enrol(stranger)).certificate, undefined);
    const key = phone.key.export({ type: 'pkcs8', format: 'pem' }).toString();
    const way = { port: home.httpsPort, host: hostOf('cloud'), identity: { cert: certificate.toString(), key } };
    answered(await probe(way), 200);
    await latchkeyJson(['shut-out', 'iPhone', '--dir', home.dir]);
    answered(await probe(way), 403);
    return 'an RSA key of a phone gets in by SCEP; another key with its challenge does not; shut out, it is refused';
  },

  'phone-page-enrols': async ({ home }) => {
    const { code } = await home.invite('Piet', 'Pixel');
    const browser = await openBrowser();
    try {
      const link = `https://${hostOf('hello')}:${home.httpsPort}/i#${code}`;
      const way = { port: home.httpsPort, host: hostOf('cloud'), identity: await keyOfPhone(browser, link) };
      answered(await probe(way), 200);
      const { page, close } = await visit(browser, link, PHONES.pixel);
      await page.getByRole('button', { name: en.goOn }).click();
      await page.getByRole('heading', { name: en.refused }).waitFor();
      await close();
      await latchkeyJson(['shut-out', 'Pixel', '--dir', home.dir]);
      answered(await probe(way), 403);
    } finally {
      await browser.close();
    }
    return 'the page makes a key in the browser that gets in; a second browser with its code does not; shut out, it is refused';
  },

  'app-key-shut-out-alone': async ({ home }) => {
    const place = { host: hostOf('hello'), port: home.httpsPort };
    const way = (identity: Identity) => ({ port: home.httpsPort, host: hostOf('cloud'), identity });
    const make = async (code: string) => {
      const key = await makeSoftKey();
      const device = { name: 'Galaxy', platform: 'other', origin: 'page' };
      const { status, body } = await postJson(place, '/v1/certificates', { code, csr: key.csr, device });
      assert.equal(status, 201);
      return { cert: (body as { certificate: string }).certificate, key: key.key };
    };
    const phone = await make((await home.invite('Omar', 'Galaxy')).code);
    const { code } = await latchkeyJson<{ code: string }>(['device', 'app-key', 'Galaxy', 'Immich', '--dir', home.dir]);
    const immich = await make(code);
    answered(await probe(way(immich)), 200);
    await latchkeyJson(['shut-out', 'Galaxy', '--app', 'Immich', '--dir', home.dir]);
    answered(await probe(way(immich)), 403);
    answered(await probe(way(phone)), 200);
    return 'an app on a phone has a key of its own; shut out, it is refused, and the phone is not';
  },
};
