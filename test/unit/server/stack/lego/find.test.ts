import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { askAsSelf } from '../../../../../server/stack/lego/ask.ts';
import { findLego, legoProviders } from '../../../../../server/stack/lego/find.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lk-lego-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** As Debian's 4.9.1 in a container whose root is read-only: everything but its version needs a folder that is there. */
const READ_ONLY = `#!/bin/sh
[ "$1" = --version ] && { echo 'lego version dev linux/amd64'; exit; }
[ -d "$LEGO_PATH" ] || { echo 'Could not check/create path: mkdir /.lego: read-only file system' >&2; exit 1; }
case "$*" in
  'run --help') echo '--run-hook' ;;
  --help) echo '--csr --dns.resolvers' ;;
  dnshelp) printf 'All DNS codes:\\n  acme-dns, cloudflare\\n' ;;
esac
`;

describe('lego', () => {
  test('is found where it may not make a folder of its own', async () => {
    const path = join(folder, 'lego');
    writeFileSync(path, READ_ONLY, { mode: 0o755 });
    const env = { PATH: `${folder}:/usr/bin:/bin` };
    const lego = await findLego(env, askAsSelf(env));
    expect(lego).toEqual({ path, version: 'dev', options: 'before-run', externalAccounts: false });
    expect(await legoProviders(lego, askAsSelf(env))).toEqual(['acme-dns', 'cloudflare']);
  });
});
