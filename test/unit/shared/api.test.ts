/** The contract between the app and the home, beside what openapi.test.ts and the limits say of it. */
import { describe, expect, test } from 'vitest';
import { COMMON_ERRORS, certificateReplySchema, ROUTES, serviceSchema } from '../../../shared/api.ts';
import { ERRORS } from '../../../shared/errors.ts';

const PEM = '-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n';
const CODE = 'ABCD-EFGH-JKMN';

describe('every route', () => {
  const routes = Object.values(ROUTES);

  test('is one of its own below /v1, and posts exactly where it takes something', () => {
    const places = routes.map(({ method, path }) => `${method} ${path}`);
    expect(new Set(places).size).toBe(places.length);
    for (const route of routes) expect([route.path, 'request' in route]).toEqual([route.path, route.method === 'POST']);
  });

  test('answers with errors that have a status, none of them one of those that all have', () => {
    const common: ReadonlySet<string> = new Set(COMMON_ERRORS);
    for (const code of [...COMMON_ERRORS, ...routes.flatMap(({ errors }) => errors)])
      expect([code, ERRORS[code].status]).toEqual([code, expect.any(Number)]);
    expect(routes.flatMap(({ errors }) => errors).filter((code) => common.has(code))).toEqual([]);
  });
});

describe('what the app sends', () => {
  const isTaken = (sent: unknown) => ROUTES.issueCertificate.request?.safeParse(sent).success;

  test('has no field that the home does not know', () => {
    const sent = { code: CODE, csr: PEM, device: { name: 'laptop', platform: 'linux' } };
    expect(isTaken(sent)).toBe(true);
    expect(isTaken({ ...sent, admin: true })).toBe(false);
    expect(isTaken({ ...sent, device: { ...sent.device, id: 'x' } })).toBe(false);
  });

  test.each([
    ['another kind of PEM', PEM.replaceAll('REQUEST', 'OTHER')],
    ['something before it', `x${PEM}`],
    ['two of them', PEM + PEM],
    ['more than anybody needs', PEM.replace('AAAA', 'A'.repeat(8192))],
  ])('is one certificate request: %s', (_, csr) => {
    expect(isTaken({ code: CODE, csr, device: { name: 'laptop' } })).toBe(false);
  });
});

describe('what the home says', () => {
  test('may have fields that an older app does not know', () => {
    const said = { name: 'cloud', url: 'https://cloud.example.com/', later: true };
    expect(serviceSchema.parse(said)).toEqual({ name: 'cloud', url: 'https://cloud.example.com/' });
  });

  test.each(['http://cloud.example.com/', 'javascript:alert(1)', 'cloud'])('leads to no %s', (url) => {
    expect(serviceSchema.safeParse({ name: 'cloud', url }).success).toBe(false);
  });

  test('has a renewal secret of 256 bits in base64url', () => {
    const { renewalSecret } = certificateReplySchema.shape;
    const good = Buffer.alloc(32, 0xff).toString('base64url');
    const judged = [good, `${good}A`, good.slice(1), good.replace('_', '/')].map(
      (each) => renewalSecret.safeParse(each).success,
    );
    expect(judged).toEqual([true, false, false, false]);
  });
});
