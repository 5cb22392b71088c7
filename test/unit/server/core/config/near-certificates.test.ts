import { expect, test } from 'vitest';
import { internalCosts } from '../../../../../server/core/config/near-certificates.ts';

test.each(['home.local', 'nas.home.arpa', 'home.localhost', 'family.lan', 'local'])(
  'public certificates are offered to nobody with %s, which no CA signs for',
  (domain) => expect(internalCosts(domain)).not.toMatch(/http-01|cost nothing/),
);

test.each(['home.example.com', 'lan.example.org', 'homelocal.net'])('and to who has %s', (domain) =>
  expect(internalCosts(domain)).toMatch(/cost nothing: .*http-01/),
);
