/** A Caddyfile of twenty sites from a life without latchkey, and everything in one that would be a way past the client-auth check. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tryCaddyfile } from '../../../server/stack/importing/try.ts';
import { sampleOf } from '../../support/long-tail.ts';
import { makeTestHome, type TestHome } from '../../support/stack/home.ts';
import { hostOf, latchkey } from '../../support/throw-away-home.ts';
import { FINE } from '../../support/written-caddyfiles.ts';

/** As people write them: a snippet, handles, a folder of files, headers, authentication, several names, a wildcard. */
const TWENTY = `(common) {
	encode zstd gzip
	header Strict-Transport-Security max-age=31536000
	log
}
${Array.from({ length: 14 }, (_, i) => `app${i}.home.localhost {\n\timport common\n\treverse_proxy 127.0.0.1:${9000 + i}\n}`).join('\n')}
files.home.localhost {
	root * /srv/www
	file_server browse
}
api.home.localhost, hooks.home.localhost {
	handle /v1/* {
		reverse_proxy 127.0.0.1:9101
	}
	handle {
		respond "nothing here" 404
	}
}
admin.home.localhost {
	basic_auth {
		nina $2a$14$Zkx19XLiW6VYouLHR5NmfOFU0z2GTNmpkT/5qqR7hx4IjWJPDhjvG
	}
	reverse_proxy https://127.0.0.1:9102 {
		transport http {
			tls_insecure_skip_verify
		}
	}
}
old.home.localhost {
	redir https://app0.home.localhost{uri}
}
*.pages.home.localhost {
	reverse_proxy 127.0.0.1:9103
}
`;

let home: TestHome;
let folder: string;
beforeAll(async () => {
  home = await makeTestHome({ services: [{ name: 'cloud', upstream: 'http://127.0.0.1:9' }] });
  folder = await mkdtemp(join(tmpdir(), 'caddyfile-'));
});
afterAll(async () => {
  await home?.remove();
  await rm(folder, { recursive: true, force: true });
});

async function write(text: string): Promise<string> {
  const file = join(folder, 'Caddyfile');
  await writeFile(file, text);
  return file;
}
const attempt = async (text: string) => tryCaddyfile(await write(text), { ...home, env: process.env });
const command = (file: string, ...more: string[]) =>
  latchkey(['import-caddyfile', file, '--dir', home.layout.dir, ...more]);

describe('a Caddyfile that people have', () => {
  it('is listed: every host that would become reachable, and where it leads', async () => {
    const { becomeReachable, sites, findings } = await attempt(TWENTY);
    expect(becomeReachable).toHaveLength(20);
    expect(sites.find(({ host }) => host === hostOf('app3'))).toMatchObject({ leadsTo: ['127.0.0.1:9003'] });
    expect(sites.find(({ host }) => host === hostOf('files'))?.leadsTo).toEqual(
      expect.arrayContaining(['/srv/www', 'files']),
    );
    expect(findings).toMatchObject([{ kind: 'note', hosts: ['*.pages.home.localhost'] }]);
  });

  it('is copied when nothing conflicts, once, and never over another', async () => {
    const file = await write(TWENTY);
    const looked = await command(file);
    expect(looked).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing was changed') });
    expect(looked.stdout).toMatch(/app13\.home\.localhost +127\.0\.0\.1:9013/);
    expect(await readdir(home.layout.sites)).toEqual([]);

    expect(await command(file, '--apply')).toMatchObject({ code: 0, stdout: expect.stringContaining('Copied to') });
    const copy = join(home.layout.sites, 'caddyfile.caddy');
    expect(await readFile(copy, 'utf8')).toBe(TWENTY);
    // All of its hosts would be in the home twice now; and a changed file of the same name is not written over it either.
    expect(await command(file, '--apply')).toMatchObject({
      code: 3,
      stdout: expect.stringMatching(/is there already, perhaps from an earlier import.*[\s\S]*Nothing was changed/),
    });
    await write('other.home.localhost {\n\trespond hi\n}\n');
    expect(await command(file, '--apply')).toMatchObject({
      code: 3,
      stdout: expect.stringMatching(/is there already/),
    });
    expect(await readFile(copy, 'utf8')).toBe(TWENTY);
    await rm(copy);
    expect((await readdir(home.layout.dir)).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});

describe('what people write', () => {
  it.each(sampleOf('spellings of Caddyfiles', FINE, 2))('%s is taken as it is', async (_, text, hosts) => {
    const { findings, becomeReachable } = await attempt(text);
    expect(findings).toEqual([]);
    expect(becomeReachable.toSorted()).toEqual(hosts.toSorted());
  });

  it.each([
    [
      'Latin-1',
      Buffer.from('# Müller\na.home.localhost {\n}\n', 'latin1'),
      /not UTF-8, perhaps.*iconv -f WINDOWS-1252/,
    ],
    ['UTF-16', Buffer.from('\uFEFFa.home.localhost {\n}\n', 'utf16le'), /UTF-16LE.*iconv -f UTF-16/],
  ])('%s is named with the command, as an import, in a copy and in sites/', async (_, bytes, words) => {
    const file = join(folder, 'Caddyfile');
    await writeFile(file, bytes);
    const given = await command(file);
    expect(given.stderr).toMatch(/A file that latchkey needs cannot be read|cannot be read/);
    expect(given.stderr).toMatch(words);
    const site = join(home.layout.sites, 'theirs.caddy');
    await writeFile(site, bytes);
    const checked = await latchkey(['config', 'check', '--dir', home.layout.dir]).finally(() => rm(site));
    expect(checked).toMatchObject({ code: 3, stderr: expect.stringMatching(words) });
    expect(checked.stderr).toContain('sites/theirs.caddy');
  });
});

describe('a site of the home that is broken', () => {
  it('is not blamed on the file, which is tried without it', async () => {
    const broken = join(home.layout.sites, 'broken.caddy');
    await writeFile(broken, 'broken.home.localhost {\n\troot * ..\n\tfile_server\n}\n');
    const { findings, becomeReachable } = await attempt('new.home.localhost {\n\trespond hi\n}\n').finally(() =>
      rm(broken),
    );
    expect(becomeReachable).toEqual(['new.home.localhost']);
    expect(findings).toMatchObject([
      { kind: 'note', hosts: [], message: expect.stringMatching(/sites that the home has.*broken/) },
    ]);
  });
});

describe('what conflicts', () => {
  const site = (body: string, address = 'evil.home.localhost') => `${address} {\n${body}\n}\n`;

  it('is a global mail address once, and no tls of the sites that have none, whatever else conflicts', async () => {
    const { findings } = await attempt(
      `{\nemail a@example.com\n}\n${site('respond hi', 'wiki.example.org')}${site('respond old', 'http://old.example.org')}`,
    );
    const conflicts = findings.filter(({ kind }) => kind === 'conflict').map(({ message }) => message);
    expect(conflicts).toEqual([
      expect.stringContaining('global options (email)'),
      expect.stringContaining('without TLS on port 80'),
    ]);
  });

  const CONFLICTS: readonly (readonly [what: string, text: string, words: RegExp])[] = [
    ['a client_auth of its own', site('tls {\nclient_auth {\nmode request\n}\n}'), /client_auth/],
    ['a port of its own', site('respond hi', 'evil.home.localhost:8448'), /on port 8448, and a home has one port/],
    ['an address', site('respond hi', '192.168.1.5'), /192\.168\.1\.5 is an address/],
    ['port 80 for everybody', site('respond hi', ':80'), /answers for every name on port 80, which HAProxy has/],
    ['a CA that cannot look', site('tls me@example.com\nrespond hi'), /whose tls asks a public CA that cannot reach/],
    ['a name with an empty part', site('respond hi', 'a.{$NONE:}.home.localhost'), /a part of it is empty/],
    ['an empty name', site('respond hi', '{$NONE:}.home.localhost'), /cannot read.*a part of the name is empty/is],
    [
      'a variable that nobody set',
      site('respond hi', 'vault.{$NONE}.x'),
      /Caddyfile:1 uses \{\$NONE\}, which Caddy is not/,
    ],
    ['HTTP without TLS', site('respond hi', 'http://evil.home.localhost'), /without TLS on port 80/],
    ['HTTP without TLS on a port', site('respond hi', 'http://evil.home.localhost:8080'), /without TLS on port 8080/],
    [
      'an address of its own',
      site('bind 192.0.2.1\nrespond hi'),
      /192\.0\.2\.1:443, past the client-certificate check/,
    ],
    [
      'a socket of its own',
      site('bind unix//tmp/evil.sock\nrespond hi'),
      /evil\.sock, past the client-certificate check/,
    ],
    [
      'an https_port',
      `{\nhttps_port 8443\n}\n${site('respond hi')}`,
      /global options \(https_port\).*ports: and listen:/,
    ],
    ['an admin API', `{\nadmin 0.0.0.0:2019\n}\n${site('respond hi')}`, /global options \(admin\)/],
    [
      'an ACME account',
      `{\nemail a@example.com\nacme_ca https://ca.example/dir\n}\n${site('respond hi')}`,
      /global options \(email, acme_ca\).*certificates: in latchkey\.yaml/,
    ],
    [
      'HTTP/3',
      `{\nservers {\nprotocols h1 h2 h3\n}\n}\n${site('respond hi')}`,
      /global options \(servers\).*sets protocols/,
    ],
    ['a layer 4 proxy', `{\nlayer4 {\n:993 {\n}\n}\n}\n${site('respond hi')}`, /layer4: it belongs to a module/],
    ['a host that is declared', site('respond hi', 'cloud.home.localhost'), /in latchkey\.yaml already/],
    ['the enrolment host', site('respond hi', 'enroll.home.localhost'), /where invitations are redeemed/],
    ['a site without a name', site('respond hi', ':443'), /would answer for every name/],
    [
      'the snippet of the client-auth check',
      `(client_auth) {\n}\n${site('import client_auth')}`,
      /redeclaration of previously declared snippet/,
    ],
    ['a brace too many', `${site('respond hi')}}\n`, /a } too many/],
    ['a brace too few', 'evil.home.localhost {\nreverse_proxy 127.0.0.1:1\n', /A \{ has no \}/],
    ['the same site twice', site('respond hi') + site('respond ho'), /evil\.home\.localhost is there twice/],
    ['a password as it is typed', site('basic_auth {\nbob hunter2\n}'), /caddy hash-password/],
    ['a label that DNS cannot have', site('respond hi', `${'x'.repeat(64)}.home.localhost`), /part of 64 characters/],
    ['quotes of a word processor', site('respond hi', '“evil.home.localhost”'), /no name that DNS could have/],
    ['a DNS provider', site('tls {\ndns cloudflare {env.CF}\n}'), /certificates: dns-01 in latchkey\.yaml/],
    ['a configuration of nginx', 'server {\n    listen 443 ssl;\n}\n', /Caddyfile is for nginx/],
    ['labels of Docker', 'caddy: a.example.com\ncaddy.reverse_proxy: "x"\n', /labels of caddy-docker-proxy/],
    ['the fences of Markdown', `\`\`\`\n${site('respond hi')}\`\`\`\n`, /Markdown/],
    ['a listener of the home', site('reverse_proxy unix/$ADMIN'), /reaches for/],
  ];

  it.each(sampleOf('conflicts of Caddyfiles', CONFLICTS, 12))('%s, and nothing is changed', async (_, text, words) => {
    const { findings } = await attempt(text.replace('$ADMIN', home.layout.run.caddyAdmin));
    const conflicts = findings.filter(({ kind }) => kind === 'conflict');
    expect(conflicts.map(({ message }) => message).join('\n')).toMatch(words);
    expect(await readdir(home.layout.sites)).toEqual([]);
  });

  it('is listed in full and stops --apply with exit code 3', async () => {
    const file = await write(
      `{\nadmin off\n}\n${site('bind 127.0.0.1\nrespond hi')}${site('respond hi', 'fine.home.localhost')}`,
    );
    const { code, stdout } = await command(file, '--apply');
    expect(code).toBe(3);
    expect(stdout).toContain('fine.home.localhost');
    expect(stdout).toMatch(
      /conflict: \S+Caddyfile:1: The file has global options[\s\S]*conflict: \S+Caddyfile:5: evil\.home\.localhost listens on/,
    );
    expect(await readdir(home.layout.sites)).toEqual([]);
  });

  it('is neither a file without a site nor an import that finds nothing; both are said', async () => {
    const said = async (text: string) => (await attempt(text)).findings.map(({ kind, message }) => [kind, message]);
    expect(await said('(logging) {\n\tencode gzip\n}\n')).toEqual([['note', expect.stringContaining('has no site')]]);
    const none = `import nowhere/*.caddy\n${site('respond hi')}`;
    expect(await said(none)).toEqual([['note', expect.stringMatching(/^No file fits .*nowhere\/\*\.caddy/)]]);
  });

  it('is that Caddy cannot read the file; one that is not there is no conflict', async () => {
    const { findings } = await attempt('a.home.localhost {\n\treverse_proxi x\n}\n');
    expect(findings).toMatchObject([
      {
        kind: 'conflict',
        where: expect.stringMatching(/Caddyfile:2$/),
        message: expect.stringMatching(/reverse_proxi\. Correct its spelling; or/),
      },
    ]);
    expect(await command(join(folder, 'nowhere'))).toMatchObject({ code: 2 });
    const json = await command(await write('{"apps": {}}'));
    expect(json).toMatchObject({ code: 2, stderr: expect.stringContaining("is Caddy's JSON, and only Caddyfiles") });
  });
});
