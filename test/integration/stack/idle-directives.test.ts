/** Extra directives that do nothing, as the real Caddy sorts them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareHome } from '../../../server/stack/validate.ts';
import { makeTestHome, type TestHome } from '../../support/stack/home.ts';

const UPSTREAM = 'http://127.0.0.1:8080';

/** Each with the directives that nothing gets to, or `upstream` when nothing gets to that. */
const CASES: readonly (readonly [directives: string, idle: RegExp | undefined])[] = [
  ['header X-Frame-Options DENY\nencode gzip\nrewrite /old /new', undefined],
  ['respond /robots.txt "no"\nredir /from /to', undefined],
  ['handle /files/* {\nroot * /srv/www\nfile_server\n}', undefined],
  ['handle /a {\nheader X y\n}\nhandle {\nheader X z\n}', undefined],
  ['forward_auth 127.0.0.1:9091 {\nuri /verify\n}', undefined],
  ['@outside not remote_ip private_ranges\nabort @outside', undefined],
  ['root * /srv/www\nfile_server', /has file_server where no request gets to/],
  ['root * /srv/www\nfile_server /static/*', /has file_server where no request gets to/],
  ['root * /srv/www\nphp_fastcgi 127.0.0.1:9000', /has php_fastcgi where/],
  ['root * /srv/www\nphp_fastcgi 127.0.0.1:9000\nfile_server', /has php_fastcgi, file_server where/],
  ['metrics /metrics\nmetrics', /so that http:\/\/127\.0\.0\.1:8080 is never asked/],
  ['respond "closed for repairs"', /so that http:\/\/127\.0\.0\.1:8080 is never asked/],
  ['redir https://elsewhere.example{uri}', /is never asked/],
  ['handle {\nrespond hi\n}', /is never asked/],
  ['handle /a {\nheader X y\n}\nhandle {\nrespond hi\n}', undefined],
  ['handle /a {\nrespond a\n}\nhandle {\nrespond hi\n}', /is never asked/],
  ['route {\nreverse_proxy 127.0.0.1:8081\n}', /is never asked/],
  ['respond hi\nroot * /srv/www\nfile_server', /is never asked[\s\S]*has file_server/],
];

describe('extra directives', () => {
  let home: TestHome;
  let told: readonly { readonly path: string; readonly message: string }[];
  beforeAll(async () => {
    const services = CASES.map((_, at) => ({ name: `s${at}`, upstream: UPSTREAM }));
    home = await makeTestHome({ services });
    const configured = home.config.services.map((service, at) => ({ ...service, caddy: CASES[at]?.[0] }));
    const prepared = await prepareHome({ ...home, config: { ...home.config, services: configured }, env: process.env });
    told = prepared.warnings;
  }, 60_000);
  afterAll(() => home?.remove());

  it.each(CASES.map(([directives, idle], at) => [directives, idle, at] as const))('%j', (_, idle, at) => {
    const words = told.filter(({ path }) => path === `services.s${at}.caddy`).map(({ message }) => message);
    if (idle === undefined) expect(words).toEqual([]);
    else expect(words.join('\n')).toMatch(idle);
  });
});
