/** What a phone's own system does, as a check each. No phone is here: the client is a program that speaks as one. */
import assert from 'node:assert/strict';
import { probe } from '../support/probe.ts';
import { askFor, operation, readReply, registrationAuthorityIn, scepClient } from '../support/scep-client.ts';
import { postJson } from '../support/soft-device.ts';
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
};
