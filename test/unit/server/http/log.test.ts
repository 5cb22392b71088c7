import { expect, it } from 'vitest';
import { withoutWords } from '../../../../server/http/log.ts';
import { makeRequest } from '../ca/requests.ts';
import { makeApi } from './support.ts';

const device = { name: 'Secret-Laptop-Name' };

it('logs who did what with which outcome, and never a code, a request, a key, a secret or a name', async () => {
  const api = await makeApi();
  const { code } = api.home.invitations.invite({ person: 'Grandma-Rose-Name' });
  const csr = await makeRequest();
  const issued = await api.post('/v1/certificates', { code, csr, device });
  const { renewalSecret, certificate, device: enrolled } = issued.json();

  await api.post('/v1/invitations/preview', { code });
  await api.post('/v1/invitations/preview', { code: 'ABCD-EFGH-JKMN', [code]: code });
  await api.post('/v1/certificates', { code, csr: `${csr}broken`, device });
  await api.post(`/v1/certificates?code=${code}`, { code, csr, device });
  await api.post(`/${code}`, { code });
  await api.app.inject({
    url: `/i/${code}`,
    headers: { 'x-request-id': code, 'user-agent': code, 'client-cert': `:${code}:` },
  });
  await api.app.inject({
    method: 'POST',
    url: '/v1/leave',
    headers: { 'content-type': 'application/json' },
    payload: `{"${code}`,
  });
  await api.post('/v1/leave', { deviceId: enrolled.id, renewalSecret });
  api.home.registry.close();
  await api.post('/v1/certificates', { code, csr, device });

  const log = api.lines.join('');
  const base64 = csr.split('\n')[2] ?? '';
  const bodies = [code, code.replaceAll('-', ''), code.slice(0, 9), base64, renewalSecret, certificate.split('\n')[2]];
  const secrets = [...bodies, device.name, 'Grandma', 'BEGIN', api.home.secrets.codeHash(code), enrolled.id];
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(4);
    expect(log).not.toContain(secret);
  }

  const entries = api.lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'request');
  expect(entries.map(({ outcome }) => outcome)).toEqual([
    'OK',
    'INVITATION_NOT_VALID',
    'REQUEST_NOT_VALID',
    'REQUEST_NOT_VALID',
    'OK',
    'NOT_FOUND',
    // The page of a link whose # was changed into a path: it opens, and the log has the route alone.
    'OK',
    'REQUEST_NOT_VALID',
    'OK',
    'INTERNAL',
  ]);
  const fields = ['duration', 'level', 'method', 'msg', 'outcome', 'requestId', 'route', 'source', 'status', 'time'];
  for (const entry of entries) expect(Object.keys(entry).sort()).toEqual(fields);
  expect(entries[0]).toMatchObject({ route: '/v1/certificates', method: 'POST', status: 201, source: '203.0.113.7' });
  expect(entries[0].requestId).toBe(issued.headers['x-request-id']);
  await api.dispose();
});

it('writes down where a bug is and not what it was about', () => {
  const bug = new TypeError('K7QF-2M9X-4TDW is not iterable\n    at secret K7QF', {
    cause: new Error('K7QF-2M9X-4TDW'),
  });
  const written = withoutWords(bug);
  expect(written.name).toBe('TypeError < Error');
  expect(written.frames.join()).toContain('log.test.ts');
  expect(JSON.stringify(written)).not.toContain('K7QF');
  expect(withoutWords('K7QF-2M9X-4TDW')).toEqual({ name: 'string', frames: [] });
});
