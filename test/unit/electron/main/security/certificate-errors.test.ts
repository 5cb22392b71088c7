import type { App } from 'electron';
import { expect, test } from 'vitest';
import { refuseCertificateErrors } from '../../../../../electron/main/security/certificate-errors.ts';
import { Emitter, Preventable } from '../emitter.ts';

const asApp = (emitter: Emitter) => emitter as unknown as Pick<App, 'on'>;

test('a server that Chromium does not trust stays untrusted, whoever asks', () => {
  const app = new Emitter();
  refuseCertificateErrors(asApp(app));
  for (const contents of [null, {}]) {
    const event = new Preventable();
    const answers: unknown[] = [];
    const answer = (trusted: unknown) => answers.push(trusted);
    app.emit('certificate-error', event, contents, 'https://a/', 'net::ERR_CERT_DATE_INVALID', {}, answer);
    expect(event.prevented).toBe(true);
    expect(answers).toEqual([false]);
  }
});
