/** Where everything of a home lies: one folder, named by `--dir`. Pure; making it is `latchkey init`'s work. */

/** Every path of a home, absolute when the folder is. Modes are those that `latchkey init` gives. */
export interface HomeLayout {
  /** The home folder itself, 0700. */
  readonly dir: string;
  /** The one source of configuration, written by people. */
  readonly config: string;
  readonly ca: {
    /** 0700. */
    readonly dir: string;
    /** The Homelab CA's private key, PKCS#8 PEM, 0600: it signs devices' certificates and nothing else. */
    readonly key: string;
    readonly certificate: string;
    /** The private root of the server certificate (`certificates: internal`), PKCS#8 PEM, 0600. */
    readonly serverRootKey: string;
    readonly serverRootCertificate: string;
  };
  /** 32 random bytes, 0600; the keys for codes and for renewal secrets are derived from it. */
  readonly secret: string;
  /** SQLite: the truth about invitations, devices and certificates. */
  readonly registry: string;
  /** The end of the audit log, so that a log that was cut off is noticed. */
  readonly auditHead: string;
  /** The active set: one empty file per certificate that is let in now, named by its fingerprint. Derived. */
  readonly active: string;
  /** Hand-written Caddy sites, `*.caddy`, unless latchkey.yaml names other places. */
  readonly sites: string;
  readonly rendered: {
    readonly dir: string;
    readonly haproxy: string;
    /** The lists that haproxy.cfg refers to; HAProxy takes new ones while it runs. */
    readonly lan: string;
    readonly strangers: string;
    readonly caddyfile: string;
    /** The Caddyfile with the hand-written sites, adapted and guarded: what Caddy really runs. */
    readonly caddy: string;
    /** Copies for Caddy of what may be readable to the home's user alone (`certificates: files` and `dns-01`, `acme`). */
    readonly serverCertificate: string;
    readonly serverKey: string;
    readonly acmeRoot: string;
    readonly acmeMacKey: string;
    /** latchkey.yaml as the rest of this folder was rendered from it. */
    readonly config: string;
    /** The same as it was read, for commands of the same program. */
    readonly taken: string;
    /** What editors need to help with latchkey.yaml. */
    readonly schema: string;
  };
  readonly run: {
    /** Nobody but the home and its proxies may enter. Emptied of stale sockets at start. */
    readonly dir: string;
    /** Where Caddy runs: nothing is ever in it. */
    readonly empty: string;
    /** Caddy to signing API. */
    readonly api: string;
    /** Caddy to the admin's console, a program of its own. */
    readonly console: string;
    /** Caddy to the auth endpoint, where the client-auth check has new connections noted. */
    readonly authEndpoint: string;
    /** A folder per certificate with an empty file per open connection, `<address>_<port>`. */
    readonly connections: string;
    /** Connections that are being ended. */
    readonly cut: string;
    /** The sockets that Caddy makes: the folder is its own. */
    readonly caddy: string;
    /** HAProxy to Caddy's three listeners. */
    readonly enrolment: string;
    readonly lan: string;
    readonly wan: string;
    /** HAProxy to Caddy, for the admin's console from home. */
    readonly consoleAtHome: string;
    /** From the WAN listener to hand-written sites, where some of them are not open at home. */
    readonly inner: string;
    /** HAProxy to Caddy, for an ACME CA that looks for its token on port 80 (`certificates: http-01`). */
    readonly acme: string;
    /** What other commands ask the running `latchkey up` for, such as a reload. */
    readonly control: string;
    /** HAProxy's runtime API and Caddy's admin API, for the home alone: neither program could open its own. */
    readonly haproxy: string;
    readonly caddyAdmin: string;
    /** Held by the one `latchkey up` of this home. */
    readonly lock: string;
    /** Held by whoever changes or copies `ca/`. */
    readonly caLock: string;
    /** The children of that `latchkey up`, so that the next one can end what a crash left behind. */
    readonly children: string;
  };
  /** Server certificates that the home gets by itself (`certificates: dns-01`). */
  readonly certificates: {
    /** 0700. */
    readonly dir: string;
    /** The certificate with its chain, then its key, PEM, 0600: one file, so that the two are never of different times. */
    readonly pair: string;
    /** Tries and failures, JSON. */
    readonly tries: string;
    /** Held by whoever tries to get one. */
    readonly lock: string;
    /** Where lego runs: its account at the CA, and what it needs while it runs. */
    readonly lego: string;
  };
  /** Caddy's storage: server certificates and ACME accounts, 0700. */
  readonly caddy: string;
  /** 0700. */
  readonly logs: string;
  /** What Caddy logs, in a folder of its own. */
  readonly accessLog: string;
}

/**
 * The longest path of a UNIX socket in bytes: `sun_path` holds 108 on Linux and 104 on macOS and the BSDs, one of them
 * for the terminating zero.
 */
export const MAX_SOCKET_PATH = 103;

/** Every path of the home in `dir`. */
export function homeLayout(dir: string): HomeLayout {
  const root = dir.length > 1 ? dir.replace(/\/+$/, '') : dir;
  const at = (path: string) => `${root === '/' ? '' : root}/${path}`;
  return {
    dir: root,
    config: at('latchkey.yaml'),
    ca: {
      dir: at('ca'),
      key: at('ca/homelab-ca.key'),
      certificate: at('ca/homelab-ca.crt'),
      serverRootKey: at('ca/server-root.key'),
      serverRootCertificate: at('ca/server-root.crt'),
    },
    secret: at('secret.key'),
    registry: at('registry.db'),
    auditHead: at('audit.head'),
    active: at('active'),
    sites: at('sites'),
    rendered: {
      dir: at('rendered'),
      haproxy: at('rendered/haproxy.cfg'),
      lan: at('rendered/lan.lst'),
      strangers: at('rendered/strangers.lst'),
      caddyfile: at('rendered/Caddyfile'),
      caddy: at('rendered/caddy.json'),
      serverCertificate: at('rendered/server.crt'),
      serverKey: at('rendered/server.key'),
      acmeRoot: at('rendered/acme-root.crt'),
      acmeMacKey: at('rendered/acme-mac-key'),
      config: at('rendered/latchkey.yaml'),
      taken: at('rendered/latchkey.json'),
      schema: at('rendered/latchkey.schema.json'),
    },
    run: {
      dir: at('run'),
      empty: at('run/empty'),
      api: at('run/api.sock'),
      console: at('run/console.sock'),
      authEndpoint: at('run/auth.sock'),
      connections: at('run/connections'),
      cut: at('run/cut'),
      caddy: at('run/caddy'),
      enrolment: at('run/caddy/enrolment.sock'),
      lan: at('run/caddy/lan.sock'),
      wan: at('run/caddy/wan.sock'),
      consoleAtHome: at('run/caddy/console.sock'),
      inner: at('run/caddy/inner.sock'),
      acme: at('run/caddy/acme.sock'),
      control: at('run/control.sock'),
      haproxy: at('run/haproxy.sock'),
      caddyAdmin: at('run/caddy-admin.sock'),
      lock: at('run/up.lock'),
      caLock: at('run/ca.lock'),
      children: at('run/children.json'),
    },
    certificates: {
      dir: at('certificates'),
      pair: at('certificates/server.pem'),
      tries: at('certificates/tries.json'),
      lock: at('certificates/try.lock'),
      lego: at('certificates/lego'),
    },
    caddy: at('caddy'),
    logs: at('logs'),
    accessLog: at('logs/caddy/access.log'),
  };
}
