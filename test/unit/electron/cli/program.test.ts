import { Readable, Writable } from 'node:stream';
import { beforeEach, describe, expect, test } from 'vitest';
import { dataFolder } from '../../../../electron/adapters/data-folder.ts';
import type { Client } from '../../../../electron/cli/compose.ts';
import { runProgram } from '../../../../electron/cli/program.ts';
import { Terminal } from '../../../../electron/cli/terminal.ts';
import { AccessTest } from '../../../../electron/core/access/access-test.ts';
import { CertificateWallet } from '../../../../electron/core/installed/certificate-wallet.ts';
import { LatchkeyError } from '../../../../shared/errors.ts';
import { FakeHome } from '../../../support/client/fake-home.ts';
import { MemoryClient } from '../../../support/client/memory-client.ts';
import { storesOf } from '../../../support/client/memory-store.ts';

let home: FakeHome;
let memory: MemoryClient;

beforeEach(async () => {
  home = await FakeHome.usual();
  memory = new MemoryClient(home.api());
  slept = [];
});

class Sink extends Writable {
  text = '';
  readonly isTTY: boolean;
  constructor(isTTY: boolean) {
    super();
    this.isTTY = isTTY;
  }
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** How long the command has waited, in milliseconds. */
let slept: number[] = [];

async function latchkey(args: string[], { input = '', person = false } = {}) {
  const stdin = Object.assign(Readable.from([input]), { isTTY: person });
  const [stdout, stderr] = [new Sink(person), new Sink(person)];
  const client = (): Client => ({
    ...memory.start(),
    sleep: (ms) => Promise.resolve(void slept.push(ms)),
    enrolmentStore: memory.enrolmentStore,
    vault: memory.vault,
    clock: { now: () => new Date() },
    repair: () => Promise.resolve(),
    wallet: new CertificateWallet(storesOf(...memory.stores)),
    access: new AccessTest({
      clock: { now: () => new Date() },
      probes: { open: () => Promise.reject(new LatchkeyError('HOME_NOT_TRUSTED')) },
      wallet: new CertificateWallet(storesOf(...memory.stores)),
    }),
  });
  const exitCode = await runProgram(args, client, new Terminal({ stdin, stdout, stderr }));
  return { exitCode, stdout: stdout.text, stderr: stderr.text };
}
const invite = (person?: string) => `${home.invite(person)}@${home.host}`;

describe('enrol', () => {
  test('talks on stderr and leaves stdout alone', async () => {
    const { exitCode, stdout, stderr } = await latchkey(['enrol', invite()]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
    expect(stderr).toContain('Example Home (home.localhost) invites Dave.');
    expect(stderr).toContain('Done: Dave has a key to Example Home on this computer');
  });

  test('asks a person, and a no ends it', async () => {
    const { exitCode, stderr } = await latchkey(['enrol', invite()], { person: true, input: 'n\n' });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('Continue? [y/N]');
    expect(home.devices).toHaveLength(0);
  });

  test('asks a person, and a yes goes on', async () => {
    expect((await latchkey(['enrol', invite()], { person: true, input: 'y\n' })).exitCode).toBe(0);
  });

  test('an end of input is no yes', async () => {
    await latchkey(['enrol', invite()], { person: true, input: '' });
    expect(home.devices).toHaveLength(0);
  });

  test('waits for a home that is busy as long as it says, says so, and goes on', async () => {
    let refusals = 2;
    home.before = (route) => {
      if (route === 'issueCertificate' && refusals-- > 0) throw new LatchkeyError('UNAVAILABLE', { retryAfter: 7 });
    };
    const { exitCode, stdout, stderr } = await latchkey(['enrol', invite(), '--json']);
    expect([exitCode, slept]).toEqual([0, [7000, 7000]]);
    expect(stderr).toContain('The home is busy; next try in 7 s.');
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, enrolled: [{ person: 'Dave' }], failed: [] });
    expect(home.devices).toHaveLength(1);
  });

  test('waits for a busy home to say what it promises', async () => {
    let refusals = 1;
    home.before = () => {
      if (refusals-- > 0) throw new LatchkeyError('TOO_MANY_REQUESTS', { retryAfter: 3 });
    };
    expect((await latchkey(['enrol', invite()])).exitCode).toBe(0);
    expect(slept).toEqual([3000]);
  });

  test('does not wait for a home that does not say until when, or for long', async () => {
    for (const details of [{}, { retryAfter: 3600 }]) {
      home.before = () => {
        throw new LatchkeyError('UNAVAILABLE', details);
      };
      expect((await latchkey(['enrol', invite()])).exitCode).toBe(1);
    }
    expect(slept).toEqual([]);
  });

  test('--yes does not ask', async () => {
    const { exitCode, stderr } = await latchkey(['enrol', invite(), '--yes'], { person: true });
    expect(exitCode).toBe(0);
    expect(stderr).not.toContain('[y/N]');
  });

  test('reads the invite out of a whole e-mail on standard input', async () => {
    const input = `Dear Dave,\n\nhere is your key:\n  ${invite()}\n\nYours\n`;
    expect((await latchkey(['enrol', '-'], { input })).exitCode).toBe(0);
  });

  test('says what is wrong with an invite, with a hint, and ends with 2', async () => {
    const { exitCode, stderr } = await latchkey(['enrol', 'nonsense@enroll.home.localhost']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      /^error: This is not an invite\.\n {7}The code has .*\nhint: {2}Copy the whole invite again/,
    );
  });

  test('an unfinished one ends with 3 and says how to go on', async () => {
    memory.store.broken = 'import';
    const { exitCode, stderr } = await latchkey(['enrol', invite()]);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('enrol without an invite goes on');
    memory.store.broken = undefined;
    const next = await latchkey(['enrol', '--json']);
    expect(next.exitCode).toBe(0);
    expect(JSON.parse(next.stdout)).toMatchObject({ ok: true, enrolled: [{ resumed: true }] });
  });

  test('with nothing unfinished says so', async () => {
    const { exitCode, stdout, stderr } = await latchkey(['enrol', '--json']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ ok: true, declined: false, enrolled: [], failed: [] });
    expect(stderr).toContain('Nothing is unfinished.');
  });

  test('a home that could not be told of a leaving is told with the next enrolment', async () => {
    await latchkey(['enrol', invite()]);
    home.before = () => {
      throw new LatchkeyError('HOME_NOT_REACHED');
    };
    expect((await latchkey(['leave'])).exitCode).toBe(3);
    home.before = undefined;
    const { stderr } = await latchkey(['enrol', invite()]);
    expect(stderr).toContain('The home knows');
    expect(home.active).toHaveLength(1);
  });

  test("a device's name that cannot be is refused before anything is made", async () => {
    const { exitCode, stderr } = await latchkey(['enrol', invite(), '--device', 'x'.repeat(65)]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('is longer than 64 characters');
    expect(home.devices).toHaveLength(0);
  });
});

describe('leave', () => {
  test('without a key says so', async () => {
    const { exitCode, stdout } = await latchkey(['leave', '--json']);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { code: 'NOT_ENROLLED' } });
  });

  test('asks a person, and a no keeps the key', async () => {
    await latchkey(['enrol', invite()]);
    expect((await latchkey(['leave'], { person: true, input: 'n\n' })).exitCode).toBe(1);
    expect(home.active).toHaveLength(1);
  });

  test('with keys to several homes wants to know which', async () => {
    await latchkey(['enrol', invite()]);
    const other = await FakeHome.create('Other Home', 'other.localhost');
    const [a, b] = [home.api(), other.api()];
    memory.homes = { at: (place) => (place.host === other.host ? b : a).at(place) };
    await latchkey(['enrol', `${other.invite()}@${other.host}`]);
    const { exitCode, stderr } = await latchkey(['leave']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Name one with --home: ');
    expect((await latchkey(['leave', '--home', 'OTHER.localhost'])).exitCode).toBe(0);
    expect([home.active.length, other.active.length]).toEqual([1, 0]);
  });

  test('--forget gives up what cannot be finished, and keeps finished keys', async () => {
    await latchkey(['enrol', invite()]);
    home.before = (route) => {
      if (route === 'issueCertificate') throw new LatchkeyError('HOME_NOT_REACHED');
    };
    await latchkey(['enrol', invite('Mary')]);
    const { exitCode, stdout } = await latchkey(['leave', '--forget', '--json']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ ok: true, left: [], forgotten: 1 });
    expect([...memory.vault.secrets.keys()]).toEqual([expect.stringMatching(/^renewal\//)]);
  });
});

describe('the rest', () => {
  test('homes lists what there is', async () => {
    await latchkey(['enrol', invite()]);
    expect((await latchkey(['homes'])).stdout).toMatch(/^home\.localhost\thas a key\tDave\tlaptop\tuntil \d{4}-/);
    const { stdout } = await latchkey(['homes', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, homes: [{ state: 'enrolled' }], unfinished: [] });
  });

  test('a failure of access before the first visit is an error with a hint', async () => {
    await latchkey(['enrol', invite()]);
    const { exitCode, stdout } = await latchkey(['access', '--json']);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout).error).toMatchObject({ code: 'HOME_NOT_TRUSTED', hint: expect.any(String) });
  });

  test.each([[['enroll']], [['enrol', '--nonsense']], [['enrol', 'a', 'b']], [['access', '--home']]])(
    '%j ends with 2',
    async (args) => {
      const { exitCode, stdout, stderr } = await latchkey(args);
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
      expect(stderr).toContain('error:');
    },
  );

  test.each(['enrol', 'access', 'leave'])('the help of %s has examples and exit codes', async (command) => {
    const { exitCode, stdout } = await latchkey([command, '--help']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Examples:');
    expect(stdout).toContain('Exit codes:');
  });

  test('no secret is ever printed', async () => {
    const code = home.invite();
    const runs = [
      await latchkey(['enrol', `${code}@${home.host}`, '--json']),
      await latchkey(['enrol', `${code}@${home.host}`, '--json']),
      await latchkey(['homes', '--json']),
      await latchkey(['leave', '--json']),
    ];
    const printed = runs.map(({ stdout, stderr }) => stdout + stderr).join('\n');
    expect(printed).not.toContain(code);
    expect(printed).not.toContain(home.devices[0]?.renewalSecret);
  });
});

test.each([
  ['linux', {}, '/home/dave/.local/share/latchkey'],
  ['linux', { XDG_DATA_HOME: '/data' }, '/data/latchkey'],
  ['linux', { XDG_DATA_HOME: 'data' }, '/home/dave/.local/share/latchkey'],
  ['darwin', { XDG_DATA_HOME: '/data' }, '/home/dave/Library/Application Support/Latchkey'],
])('on %s with %j the data folder is %s', (platform, env, folder) => {
  expect(dataFolder({ platform, env, home: '/home/dave' })).toBe(folder);
});
