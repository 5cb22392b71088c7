import type { Ill } from './machine-faults.ts';
import { authority, type Changes, DAY, NOW, YAML } from './support.ts';

const DIR = '--dir /srv/latchkey';

const FILES_YAML = `${YAML}certificates: { files: { certificate: own cert.pem, key: /srv/key.pem } }\n`;
const HTTP_01_YAML = `${YAML}certificates: http-01\n`;
const certificate = (notBefore: number, notAfter: number, matches: boolean): Changes => ({
  edgeProxy: { serverCertificate: async () => ({ fingerprint: 'aa'.repeat(32), notBefore, notAfter, matches }) },
});

/** What ails the edge proxy and what is behind it. */
const TOLD_AT = (address: string) => `cloud: { upstream: "http://${address}:8080", identity: { Remote-User: user } }`;

export const DOOR_ILLS: readonly Ill[] = [
  [
    'a edgeProxy behind a published port',
    'sources',
    { edgeProxy: { seenAsItIs: async (listen) => listen !== '::' } },
    'error',
    /to :: come from/,
    `latchkey render --for compose ${DIR}`,
  ],
  [
    'a router that hides the senders',
    'sources',
    { edgeProxy: { cameFrom: async (asked) => new Map(asked.map((address) => [address, 1])) } },
    'warning',
    /1 connection of the last day .* router's own address 192\.168\.1\.1/,
    `latchkey lan --remove 192.168.1.0/24 ${DIR} && latchkey reload ${DIR}`,
  ],
  [
    'a name without an address',
    'dns',
    { edgeProxy: { addresses: async (host) => (host.startsWith('cloud') ? [] : ['8.8.4.4']) } },
    'error',
    /cloud\.example\.com leads nowhere/,
    'getent ahosts cloud.example.com',
  ],
  [
    'a page of invites without an address',
    'page',
    { edgeProxy: { addresses: async (host) => (host.startsWith('hello') ? [] : ['8.8.4.4']) } },
    'warning',
    /hello\.example\.com has no address/,
    'getent ahosts hello.example.com',
  ],
  [
    'a page of invites without a certificate',
    'page',
    certificate(NOW - DAY, NOW + DAY, false),
    'warning',
    /hello\.example\.com has no server certificate/,
    'curl -v https://hello.example.com/v1/health',
  ],
  ...[true, undefined].map(
    (asks): Ill => [
      `a page of invites that asks for a certificate (${asks})`,
      'page',
      { edgeProxy: { asksForCertificate: async () => asks } },
      'warning',
      /hello\.example\.com asks for a certificate/,
      `latchkey reload ${DIR}`,
    ],
  ),
  ...(
    [
      ['that does not answer', 'silent', /does not say/],
      ['of another CA', { notBefore: NOW - DAY, notAfter: NOW + DAY, byHomelabCa: false }, /not of the Homelab CA/],
      ['that has expired', { notBefore: NOW - DAY, notAfter: NOW, byHomelabCa: true }, /not valid now/],
      ['of tomorrow', { notBefore: NOW + 1, notAfter: NOW + DAY, byHomelabCa: true }, /not valid now/],
    ] as const
  ).map(
    ([what, scepAuthority, words]): Ill => [
      `a registration authority ${what}`,
      'scep',
      { scepAuthority },
      'error',
      words,
      `latchkey reload ${DIR}`,
    ],
  ),
  [
    "a record at Cloudflare that is proxied, by its proxy's IPv4 address",
    'dns',
    { edgeProxy: { addresses: async (host) => (host.startsWith('cloud') ? ['104.21.7.9'] : ['8.8.4.4']) } },
    'error',
    /Cloudflare's proxy is behind cloud\.example\.com/,
    'getent ahosts cloud.example.com',
  ],
  [
    "a record at Cloudflare that is proxied, by its proxy's IPv6 address alone",
    'dns',
    {
      edgeProxy: {
        addresses: async (host) => (host.startsWith('cloud') ? ['8.8.4.4', '2606:4700:3030::ac43:1'] : ['8.8.4.4']),
      },
    },
    'error',
    /Cloudflare's proxy is behind cloud\.example\.com/,
    'getent ahosts cloud.example.com',
  ],
  [
    'a name that leads elsewhere',
    'dns',
    { edgeProxy: { addresses: async (host) => (host.startsWith('cloud') ? ['1.1.1.1'] : ['8.8.4.4']) } },
    'warning',
    /cloud\.example\.com leads to 1\.1\.1\.1/,
    /^getent ahosts/,
  ],
  [
    'names that only this network knows',
    'dns',
    { edgeProxy: { addresses: async () => ['192.168.1.10'] } },
    'warning',
    /only this network knows/,
    /^getent ahosts/,
  ],
  [
    'an IPv6 address of another machine',
    'dns',
    { edgeProxy: { addresses: async () => ['8.8.4.4', '2a00:1450::99'] } },
    'warning',
    /2a00:1450::99, which this machine does not have/,
    /^getent ahosts/,
  ],
  [
    'a port that is not forwarded',
    'reach',
    { edgeProxy: { whoami: async () => ({ kind: 'none', detail: 'ETIMEDOUT' }) } },
    'warning',
    /8\.8\.4\.4, port 443, does not answer/,
    'curl -v -4 https://enroll.example.com/v1/health',
  ],
  [
    'a port that leads to somebody else',
    'reach',
    { edgeProxy: { whoami: async () => ({ kind: 'stranger', detail: 'status 404' }) } },
    'error',
    /not this home \(status 404\)/,
    /^curl/,
  ],
  [
    'a client-auth check that lets somebody in',
    'client-auth',
    {
      edgeProxy: {
        attack: async () => [
          { attack: 'not-active', sni: null, host: 'cloud.example.com', outcome: 'got-in', detail: 'status 200' },
        ],
      },
    },
    'error',
    /not-active as \(no name\) asking for cloud\.example\.com: status 200/,
    `latchkey reload ${DIR}`,
  ],
  [
    'a client-auth check that lets in through the public name only',
    'client-auth',
    {
      edgeProxy: {
        attack: async (_hosts, address) => [
          {
            attack: 'fronting',
            sni: 'enroll.example.com',
            host: 'cloud.example.com',
            outcome: address ? 'got-in' : 'refused',
            detail: 'status 200',
          },
        ],
      },
    },
    'error',
    /fronting as enroll/,
    `latchkey reload ${DIR}`,
  ],
  [
    'a client-auth check that could not be tried',
    'client-auth',
    {
      edgeProxy: {
        attack: async () => [{ attack: 'no-certificate', sni: null, host: 'a', outcome: 'closed', detail: '' }],
      },
    },
    'warning',
    /could not be tried/,
    `latchkey doctor ${DIR}`,
  ],
  [
    'a name without a server certificate',
    'certificates',
    { edgeProxy: { serverCertificate: async () => undefined } },
    'error',
    /has no server certificate/,
    /grep/,
  ],
  [
    'a server certificate that has expired',
    'certificates',
    certificate(0, NOW - 1, true),
    'error',
    /has expired/,
    /grep/,
  ],
  [
    'a server certificate that was not renewed',
    'certificates',
    certificate(NOW - 80 * DAY, NOW + 10 * DAY, true),
    'warning',
    /expires in 10 days/,
    /grep/,
  ],
  [
    'a CA that does not renew',
    'certificates',
    {
      text: HTTP_01_YAML,
      ...certificate(NOW - 61 * DAY, NOW + 29 * DAY, true),
      records: {
        lastNotIssued: async () => ({ host: 'enroll.example.com', reason: 'Forward port 80.', at: NOW - DAY }),
      },
    },
    'warning',
    /^The CA gives no new certificate for enroll\.example\.com; the one that is served expires in 29 days\.$/,
    /grep/,
  ],
  [
    'a server certificate for another name',
    'certificates',
    certificate(0, NOW + DAY, false),
    'error',
    /for another name/,
    /grep/,
  ],
  [
    'a server certificate that comes without its intermediate',
    'certificates',
    {
      text: FILES_YAML,
      certificateFiles: [
        { effect: 'some-refuse', message: '/srv/latchkey/own cert.pem lacks the certificate of CN=R10' },
      ],
    },
    'warning',
    /own cert\.pem lacks the certificate of CN=R10\.$/,
    "openssl crl2pkcs7 -nocrl -certfile '/srv/latchkey/own cert.pem' | openssl pkcs7 -print_certs -noout",
  ],
  [
    'a server certificate whose key is slow',
    'certificates',
    { text: FILES_YAML, certificateFiles: [{ effect: 'slow', message: 'cert.pem is for an RSA key of 4096 bits' }] },
    'warning',
    /cert\.pem is for an RSA key of 4096 bits\.$/,
    /^openssl/,
  ],
  [
    'a renewed certificate that is not served',
    'certificates',
    { text: FILES_YAML, certificateOnDisk: 'bb'.repeat(32) },
    'warning',
    /^The certificate on disk is not the one that enroll\.example\.com is served with\.$/,
    'latchkey reload --dir /srv/latchkey',
  ],
  [
    'a server certificate of another key, before the home is started',
    'certificates',
    {
      text: FILES_YAML,
      running: false,
      certificateFiles: [
        { effect: 'not-loaded', message: '/srv/key.pem is not the key of /srv/latchkey/own cert.pem' },
      ],
    },
    'error',
    /is not the key of/,
    /^openssl/,
  ],
  [
    'a service that believes a header, on every address of the machine',
    'services',
    {
      text: YAML.replace("cloud: 'http://127.0.0.1:8080'", TOLD_AT('127.0.0.1')),
      edgeProxy: { tryConnect: async () => undefined },
    },
    'error',
    /tells cloud who is calling, and the service can be reached around this home, at 192\.168\.1\.10 port 8080/,
    /latchkey\.yaml/,
  ],
  [
    'a service that believes a header, on another machine',
    'services',
    { text: YAML.replace("cloud: 'http://127.0.0.1:8080'", TOLD_AT('192.168.1.20')) },
    'warning',
    /tells cloud who is calling, and the service is on another machine/,
    /latchkey\.yaml/,
  ],
  [
    'a service that is down',
    'services',
    {
      edgeProxy: { tryConnect: async () => Promise.reject(new Error('ECONNREFUSED')) },
      machine: { starterOf: async ({ port }) => `docker start on-${port}` },
    },
    'error',
    /cloud is down: nobody answers at http:\/\/127\.0\.0\.1:8080\.$/,
    'docker start on-8080',
  ],
  [
    'a service that is down elsewhere',
    'services',
    {
      text: YAML.replace(
        "services: { cloud: 'http://127.0.0.1:8080' }",
        "services:\n  cloud: 'http://192.168.1.20:80'",
      ),
      edgeProxy: { tryConnect: async () => Promise.reject(new Error('EHOSTUNREACH')) },
    },
    'error',
    /cloud is down/,
    `\${EDITOR:-nano} +5 /srv/latchkey/latchkey.yaml`,
  ],
  [
    'a site that reaches for the home since a link was laid',
    'sites',
    { sites: ['sites/a.caddy (a.example.com) reaches for /srv/www (root), which has a link to the home in it; write'] },
    'error',
    /reaches for \/srv\/www/,
    `latchkey config check ${DIR}`,
  ],
  [
    'a stranger in the active set',
    'active-set',
    { records: { activeSet: async () => ['aa', 'bb'] } },
    'error',
    /1 certificate in it that the registry does not let in \(bb/,
    `latchkey reconcile ${DIR}`,
  ],
  [
    'a device that is missing in the active set',
    'active-set',
    { records: { activeSet: async () => [] } },
    'error',
    /1 active certificate is not in it/,
    `latchkey reconcile ${DIR}`,
  ],
  [
    'a CA that ends soon',
    'authorities',
    { records: { authorities: async () => [authority({ notAfter: NOW + 90 * DAY })] } },
    'warning',
    /Homelab CA expires in 90 days/,
    `latchkey ca rotate ${DIR}`,
  ],
  [
    'a CA that has ended',
    'authorities',
    { records: { authorities: async () => [authority({ notAfter: NOW - DAY })] } },
    'error',
    /has expired/,
    `latchkey ca rotate ${DIR}`,
  ],
  [
    'a server root that is about to end',
    'authorities',
    { records: { authorities: async () => [authority({ kind: 'server-root', notAfter: NOW + 90 * DAY })] } },
    'warning',
    /root of the server certificates expires in 90 days/,
    `latchkey ca server-root --really ${DIR}`,
  ],
  [
    'no backup',
    'backups',
    { records: { lastBackup: async () => undefined } },
    'warning',
    /There is no backup/,
    /^latchkey backup /,
  ],
  [
    'an old backup',
    'backups',
    { records: { lastBackup: async () => NOW - 45 * DAY } },
    'warning',
    /45 days old/,
    /^latchkey backup /,
  ],
  [
    'a backup that was due a week ago',
    'backups',
    {
      text: `${YAML}\nbackups: { folder: /mnt/b, every: 1d, to: [age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p] }\n`,
      records: { lastBackup: async () => NOW - 9 * DAY },
    },
    'warning',
    /9 days old; latchkey.yaml \(backups: every\) asks for newer/,
    /latchkey backup \/mnt\/b/,
  ],
];
