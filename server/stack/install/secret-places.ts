import type { HomeConfig } from '../../core/config/home-config.ts';
import type { HomeLayout } from '../../core/layout.ts';

/** What a home needs of the machine beside its own folder. */
export interface OutsideNeeds {
  /** Files outside the home folder that hold secrets; absolute paths. */
  readonly secretFiles: readonly string[];
  /** Other files and folders outside it that are read; absolute paths. */
  readonly readFiles: readonly string[];
  /** Names of environment variables that hold secrets. */
  readonly variables: readonly string[];
}

const unique = (values: readonly string[]) => [...new Set(values)].sort();

/** Collects what latchkey.yaml refers to outside the home folder. */
export function outsideNeeds(
  { certificates, acme, notices, ca, backups, sites }: HomeConfig,
  { dir }: HomeLayout,
): OutsideNeeds {
  const places = [
    ...(certificates.kind === 'dns-01' ? Object.values(certificates.credentials) : []),
    acme.externalAccount?.macKey,
    notices.webhook?.secret,
    notices.email?.password,
  ].filter((place) => place !== undefined);
  const outside = (path: string | undefined) => path?.startsWith('/') && !path.startsWith(`${dir}/`);
  const files = places.flatMap((place) => ('file' in place ? [place.file] : []));
  const secrets = [
    ...files,
    ca.passphraseFile,
    ca.token?.['pin-file'],
    certificates.kind === 'files' ? certificates.key : undefined,
  ];
  const read = [
    certificates.kind === 'files' ? certificates.certificate : undefined,
    acme.root,
    ...sites.map((path) => (path.includes('*') ? path.replace(/\/[^/]*$/, '') : path)),
  ];
  const isPath = (path: string | undefined): path is string => path !== undefined && outside(path) === true;
  return {
    secretFiles: unique(secrets.filter(isPath)),
    readFiles: unique([...read, backups?.folder].filter(isPath)),
    variables: unique(places.flatMap((place) => ('env' in place ? [place.env] : []))),
  };
}

/** Whether the home listens on a port that is root's alone. */
export function needsLowPort({ ports }: HomeConfig): boolean {
  return [ports.https, ports.http].some((port) => port !== 'off' && port < 1024);
}
