import type { App } from 'electron';
import { describe, expect, test } from 'vitest';
import { ClientCertificates } from '../../../../../electron/main/security/client-certificates.ts';
import { Emitter, Preventable } from '../emitter.ts';

const asApp = (emitter: Emitter) => emitter as unknown as Pick<App, 'on'>;
const HEX = 'ab'.repeat(32);
const mine = { fingerprint: `sha256/${Buffer.from(HEX, 'hex').toString('base64')}` };
const other = { fingerprint: `sha256/${Buffer.from('cd'.repeat(32), 'hex').toString('base64')}` };

describe('which client certificate is shown', () => {
  function asked(certificates: ClientCertificates, contents: object | null, url: string): unknown[] {
    const app = new Emitter();
    certificates.guard(asApp(app));
    const event = new Preventable();
    let given: unknown[] = ['nothing was answered'];
    app.emit('select-client-certificate', event, contents, url, [other, mine], (...args: unknown[]) => {
      given = args;
    });
    expect(event.prevented, 'the first of the store is never taken').toBe(true);
    return given;
  }

  test('none, when nobody is expected to ask', () => {
    expect(asked(new ClientCertificates(), null, 'https://cloud.example.com/')).toEqual([]);
  });

  test('exactly this device’s to the door that is tested, in every way that Electron names it', () => {
    const certificates = new ClientCertificates();
    certificates.expect('https://cloud.example.com/start', HEX);
    for (const url of ['https://cloud.example.com/', 'cloud.example.com:443', 'cloud.example.com']) {
      expect(asked(certificates, null, url), url).toEqual([mine]);
    }
  });

  test('none to another host, another port or a page', () => {
    const certificates = new ClientCertificates();
    certificates.expect('https://cloud.example.com:8443/', HEX);
    expect(asked(certificates, null, 'https://cloud.example.com/')).toEqual([]);
    expect(asked(certificates, null, 'evil.example.com:8443')).toEqual([]);
    expect(asked(certificates, {}, 'https://cloud.example.com:8443/')).toEqual([]);
    expect(asked(certificates, null, 'cloud.example.com:8443')).toEqual([mine]);
  });

  test('none once the visit is over, and none that is not in the store', () => {
    const certificates = new ClientCertificates();
    const ended = certificates.expect('https://cloud.example.com/', HEX);
    ended();
    expect(asked(certificates, null, 'https://cloud.example.com/')).toEqual([]);
    certificates.expect('https://cloud.example.com/', 'ee'.repeat(32));
    expect(asked(certificates, null, 'https://cloud.example.com/')).toEqual([]);
  });
});
