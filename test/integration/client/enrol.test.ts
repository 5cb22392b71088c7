import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findTool } from '../../../electron/adapters/run-command.ts';
import { CHECKPOINTS, type Checkpoint } from '../../../electron/core/checkpoints.ts';
import { FakeAuthority } from '../../support/client/fake-authority.ts';
import { FakeHome } from '../../support/client/fake-home.ts';
import { Cut, type Handler, type HttpsHome, startHttpsHome } from '../../support/client/https-home.ts';
import { installedFingerprints } from '../../support/client/person-store.ts';
import { RemoteVault } from '../../support/client/remote-vault.ts';
import { type RunOptions, runClient } from '../../support/client/run-client.ts';
import { newPerson, type Person } from '../../support/client/with-keyring.ts';
import { sampleOf } from '../../support/long-tail.ts';

let person: Person;
let https: HttpsHome;
let home: FakeHome;

beforeEach(async () => {
  person = await newPerson();
  home = await FakeHome.create();
  https = await startHttpsHome(home);
});
afterEach(async () => {
  await https.close();
  await person.leave();
});

const client = (args: string[], options?: RunOptions) => runClient(person, args, options);
const secrets = async () => {
  const vault = new RemoteVault(person.env);
  try {
    return await vault.list('');
  } finally {
    await vault.close();
  }
};

async function expectExactlyOneCertificate(): Promise<void> {
  expect(home.active).toHaveLength(1);
  expect(await installedFingerprints(person)).toEqual(home.active.map(({ fingerprint }) => fingerprint));
  expect(await secrets()).toEqual([expect.stringMatching(/^renewal\//)]);
  expect(await readdir(join(person.dataHome, 'latchkey/homes'))).toHaveLength(1);
}

/** The text of every file under a folder. */
async function everyFile(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return (await Promise.all(files.map((file) => readFile(file, 'latin1')))).join('\n');
}

describe('enrolling for real', () => {
  test('ends with one certificate in the store, and tells so in one line of JSON', async () => {
    const run = await client(['enrol', https.invite('Dave', 'MacBook Air'), '--json']);
    expect(run).toMatchObject({ exitCode: 0, signal: null });
    expect(run.stdout.trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(run.stdout)).toMatchObject({
      ok: true,
      declined: false,
      failed: [],
      enrolled: [
        {
          state: 'enrolled',
          resumed: false,
          home: { name: 'Example Home', domain: 'home.localhost' },
          person: 'Dave',
          device: { name: 'MacBook Air' },
          fingerprint: home.devices[0]?.fingerprint,
          stores: [{ name: 'Chromium, Chrome and Edge' }],
          replaced: [],
          alsoHere: [],
        },
      ],
    });
    await expectExactlyOneCertificate();
  });

  test('gives nothing secret to argv, environments, logs or files', async () => {
    const log = join(person.home, 'argv.log');
    const wrappers = join(person.home, 'wrappers');
    await mkdir(wrappers);
    for (const name of ['certutil', 'pk12util']) {
      const real = await findTool(name, person.env.PATH);
      const script = `#!/bin/sh\n{ printf '%s\\n' "$0" "$@"; env; tr '\\0' '\\n' < /proc/$PPID/cmdline; } >> '${log}'\nexec '${real}' "$@"\n`;
      await writeFile(join(wrappers, name), script);
      await chmod(join(wrappers, name), 0o755);
    }
    const invite = https.invite();
    const run = await client(['enrol', '-'], {
      input: invite,
      env: { PATH: `${wrappers}:${person.env.PATH}` },
    });
    expect(run.exitCode).toBe(0);
    const code = invite.slice(0, 14);
    const secret = home.devices[0]?.renewalSecret ?? '';
    const seen = `${run.stdout}\n${run.stderr}\n${await readFile(log, 'utf8')}`;
    expect(seen).toContain('pk12util');
    const kept = await everyFile(join(person.dataHome, 'latchkey'));
    expect(kept).toContain('Example Home');
    for (const text of [seen, kept]) {
      for (const word of [code, code.replaceAll('-', ''), secret]) expect(text).not.toContain(word);
      // No PKCS#8 key in any of its usual spellings.
      expect(text).not.toMatch(/PRIVATE KEY|MIGHAgEAMBMGByqGSM49/);
    }
  });

  test('keeps what it remembers from everybody else', async () => {
    await client(['enrol', https.invite()]);
    const folder = join(person.dataHome, 'latchkey/homes');
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(folder)) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  });

  test('two windows with one invite at the same moment end with one certificate', async () => {
    const invite = https.invite();
    const runs = await Promise.all([client(['enrol', invite]), client(['enrol', invite])]);
    expect(runs.some(({ exitCode }) => exitCode === 0)).toBe(true);
    await expectExactlyOneCertificate();
  });

  test('a second invite takes the place of the first key', async () => {
    await client(['enrol', https.invite()]);
    const run = await client(['enrol', https.invite(), '--json']);
    expect(JSON.parse(run.stdout).enrolled[0].replaced).toMatchObject([{ told: 'told', removed: true }]);
    expect(run.stderr).toContain('the new one takes its place');
    await expectExactlyOneCertificate();
  });
});

describe('killed with SIGKILL', () => {
  test.each(sampleOf('steps of enrolling to be killed at', CHECKPOINTS, 3))(
    'at %s, the next start ends with exactly one certificate',
    async (at: Checkpoint) => {
      // These places are passed only when an earlier key is replaced.
      if (at.startsWith('old-')) expect((await client(['enrol', https.invite()])).exitCode).toBe(0);
      const invite = https.invite();
      expect(await client(['enrol', invite], { killAt: at })).toMatchObject({ signal: 'SIGKILL' });

      const next = await client(at === 'key-made' ? ['enrol', invite] : ['enrol']);
      expect(next.exitCode).toBe(0);
      await expectExactlyOneCertificate();
      expect(await readdir(join(person.dataHome, 'latchkey/tmp')).catch(() => [])).toEqual([]);
    },
  );

  test.each(sampleOf('steps of leaving to be killed at', ['old-noted', 'old-notified', 'old-removed'] as const, 1))(
    'while leaving, at %s, the next start finishes',
    async (at) => {
      await client(['enrol', https.invite()]);
      expect(await client(['leave'], { killAt: at })).toMatchObject({ signal: 'SIGKILL' });
      expect((await client(['leave'])).exitCode).toBe(0);
      expect(home.active).toHaveLength(0);
      expect(await installedFingerprints(person)).toEqual([]);
      expect(await secrets()).toEqual([]);
    },
  );
});

describe('cut off', () => {
  test('a reply that is lost on the wire does not use up the code', async () => {
    home.after = (route) => {
      if (route === 'issueCertificate') throw new Cut();
    };
    const run = await client(['enrol', https.invite(), '--json']);
    expect(run.exitCode).toBe(3);
    expect(JSON.parse(run.stdout)).toMatchObject({
      ok: false,
      failed: [{ code: 'HOME_NOT_REACHED', step: 'request', resumable: true }],
    });
    home.after = undefined;
    expect((await client(['enrol'])).exitCode).toBe(0);
    await expectExactlyOneCertificate();
  });

  test('leaving while the home is away removes the key now and tells the home later', async () => {
    await client(['enrol', https.invite()]);
    home.before = () => {
      throw new Cut();
    };
    const run = await client(['leave', '--json']);
    expect(run.exitCode).toBe(3);
    expect(JSON.parse(run.stdout)).toMatchObject({ ok: false, left: [{ told: 'later', removed: true }] });
    expect(await installedFingerprints(person)).toEqual([]);

    home.before = undefined;
    const later = await client(['leave', '--json']);
    expect(JSON.parse(later.stdout)).toMatchObject({ ok: true, left: [{ told: 'told', removed: true }] });
    expect(home.active).toHaveLength(0);
    expect(await secrets()).toEqual([]);
  });

  test('a keyring that is locked stops before the code is used, and nothing is lost', async () => {
    await person.lock();
    const invite = https.invite();
    const run = await client(['enrol', invite, '--json']);
    expect(JSON.parse(run.stdout)).toMatchObject({ failed: [{ code: 'VAULT_LOCKED' }] });
    expect(home.devices).toHaveLength(0);
    await person.unlock();
    expect((await client(['enrol', invite])).exitCode).toBe(0);
    await expectExactlyOneCertificate();
  });
});

describe('a hostile answer over the wire', () => {
  const attacks: readonly (readonly [name: string, handler: Handler])[] = [
    ['garbage', (_request, response) => response.end('<html>Sign in to the airport</html>')],
    ['a reply far too large', (_request, response) => response.end('x'.repeat(1_000_000))],
    ['a redirect', (_request, response) => response.writeHead(307, { location: 'https://evil.localhost/' }).end()],
    ['terminal codes', (_request, response) => response.writeHead(500).end('\u001b[2J\u001b]0;owned\u0007')],
  ];

  test.each(sampleOf('answers in place of a certificate', attacks, 2))(
    '%s in place of the certificate installs nothing, and the truth gets in later',
    async (_name, handler) => {
      https.instead = (request, response) => {
        if (request.url === '/v1/certificates') return handler(request, response);
        https.pass(request, response);
      };
      const run = await client(['enrol', https.invite(), '--json']);
      expect(JSON.parse(run.stdout)).toMatchObject({ failed: [{ code: 'HOME_ANSWER_NOT_VALID', resumable: true }] });
      expect(run.stderr).not.toContain('\u001b');
      expect(await installedFingerprints(person)).toEqual([]);
      https.instead = undefined;
      expect((await client(['enrol'])).exitCode).toBe(0);
      await expectExactlyOneCertificate();
    },
  );

  test('a machine in the middle that shows another root hears no code', async () => {
    const other = await FakeAuthority.create({ CN: 'Private server root', O: 'Example Home' });
    const invite = https.invite().replace(https.root.pin, other.pin);
    const run = await client(['enrol', invite, '--json']);
    expect(JSON.parse(run.stdout)).toMatchObject({ failed: [{ code: 'HOME_NOT_TRUSTED', resumable: false }] });
    expect(home.calls).toEqual([]);
  });

  test('a machine in the middle that shows the right root and has another key hears no code', async () => {
    const impostor = await startHttpsHome(await FakeHome.create());
    try {
      impostor.instead = (request, response) => {
        if (request.url === '/v1/server-root.pem') response.end(https.root.pem);
        else impostor.pass(request, response);
      };
      const invite = https.invite().replace(`:${https.port}/`, `:${impostor.port}/`);
      const run = await client(['enrol', invite, '--json']);
      expect(JSON.parse(run.stdout)).toMatchObject({ failed: [{ code: 'HOME_NOT_TRUSTED' }] });
      expect(impostor.home.calls).toEqual([]);
    } finally {
      await impostor.close();
    }
  });

  test('a private server without a pin in the invite is not trusted', async () => {
    const invite = https.invite().replace(/\/[^/]+$/, '');
    const run = await client(['enrol', invite, '--json']);
    expect(JSON.parse(run.stdout)).toMatchObject({ failed: [{ code: 'HOME_NOT_TRUSTED' }] });
    expect(home.calls).toEqual([]);
  });

  test('a home that is not there is not reached', async () => {
    const invite = https.invite();
    await https.close();
    const run = await client(['enrol', invite, '--json']);
    expect(JSON.parse(run.stdout)).toMatchObject({ failed: [{ code: 'HOME_NOT_REACHED' }] });
    https = await startHttpsHome(home);
  });
});
