/** What lego is asked for: its files, its command line and its environment. Pure. */
import type { Program } from '../process/launch.ts';
import type { Lego } from './find.ts';

/** A certificate to be had by DNS-01. */
export interface Order {
  /** The provider's code in lego. */
  readonly provider: string;
  /** The names of the certificate. */
  readonly names: readonly string[];
  /** URL of the CA's directory (RFC 8555, 7.1.1). */
  readonly directory: string;
  /** PEM of the roots that the directory's own certificate leads to; those of the machine when undefined. */
  readonly directoryCa: string | undefined;
  /** Contact of the account. */
  readonly email: string;
  /** An account with the CA that was there before (RFC 8555, 7.3.4); the key is a secret. */
  readonly externalAccount: { readonly keyId: string; readonly macKey: string } | undefined;
  /** `address:port` of resolvers that say where the zone begins; those of the machine when there are none. */
  readonly resolvers: readonly string[];
  /** Whether the zone's own name servers are asked for the record before the CA is. */
  readonly checkDns: boolean;
  /** Secrets by the variable that lego reads them from. */
  readonly credentials: ReadonlyMap<string, string>;
  /** Variables that hold no secret. */
  readonly settings: Readonly<Record<string, string>>;
  /** PEM of the request: the key stays with the home. */
  readonly request: string;
  /** A folder of this name below lego's own keeps the account; another name is another account. */
  readonly account: string;
}

const REQUEST = 'request.pem';
const DIRECTORY_CA = 'directory-ca.pem';
const CREDENTIAL = 'credential-';

/** The variable is the name of a file already (lego's own, and those of providers' libraries). */
const NAMES_A_FILE = /(_FILE|_PATH|EDGERC)$/;
/** Amazon's library reads its variables by itself, without the form for files. */
const BY_VALUE = /^AWS_/;

/** What lego needs of a machine's environment: ways out, and its roots of trust. */
const NEEDED = ['PATH', 'TZ', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'] as const;

/** Whether a file is one of an order's: those of an earlier one are removed before the next. */
export const isOfOrder = (name: string): boolean =>
  name === REQUEST || name === DIRECTORY_CA || name.startsWith(CREDENTIAL);

/** The files of an order, by their name in lego's folder. */
export function orderFiles({ request, directoryCa, credentials }: Order): ReadonlyMap<string, string> {
  const secrets = [...credentials].filter(([name]) => !BY_VALUE.test(name));
  return new Map([
    [REQUEST, request],
    ...(directoryCa === undefined ? [] : [[DIRECTORY_CA, directoryCa] as const]),
    ...secrets.map(([name, secret]) => [`${CREDENTIAL}${name}`, secret] as const),
  ]);
}

function credentialVariable([name, secret]: readonly [string, string]): readonly [string, string] {
  if (BY_VALUE.test(name)) return [name, secret];
  return [NAMES_A_FILE.test(name) ? name : `${name}_FILE`, `${CREDENTIAL}${name}`];
}

/**
 * The program that places an order. Everything is named from lego's folder, which it need not be able to reach by its
 * path. The certificate comes on standard output: nobody but lego's user can read its files.
 * @param folder lego's own, absolute
 * @param machine the environment of latchkey, of which lego gets what is named here alone
 */
export function orderProgram(lego: Lego, order: Order, folder: string, machine: NodeJS.ProcessEnv): Program {
  const [first = ''] = order.names;
  const options = [
    ...['--accept-tos', '--server', order.directory, '--email', order.email, '--path', order.account],
    ...['--csr', REQUEST, '--dns', order.provider],
    ...order.resolvers.flatMap((each) => ['--dns.resolvers', each]),
    ...(order.checkDns ? [] : [lego.options === 'behind-run' ? '--dns.propagation.disable-ans' : '--dns.disable-cp']),
  ];
  // A file's name has no asterisk (lego, cmd/certs_storage.go).
  const hook = `cat ${order.account}/certificates/${first.replace('*', '_')}.crt`;
  const args =
    lego.options === 'behind-run'
      ? ['run', ...options, '--deploy-hook', hook]
      : [...options, 'run', '--run-hook', hook];
  const needed = NEEDED.flatMap((name) => {
    const value = machine[name] ?? machine[name.toLowerCase()];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    path: lego.path,
    args,
    folder,
    env: {
      ...Object.fromEntries(needed),
      HOME: '.',
      ...order.settings,
      ...Object.fromEntries([...order.credentials].map(credentialVariable)),
      ...(order.externalAccount && {
        LEGO_EAB: 'true',
        LEGO_EAB_KID: order.externalAccount.keyId,
        LEGO_EAB_HMAC: order.externalAccount.macKey,
      }),
      ...(order.directoryCa !== undefined && { LEGO_CA_CERTIFICATES: DIRECTORY_CA }),
    },
  };
}
