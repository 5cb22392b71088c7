import { stat } from 'node:fs/promises';
import { Serial } from '../../shared/serial.ts';
import type {
  CertificateAuthority,
  CertificateTemplate,
  IssuedCertificate,
  KeyKind,
  PublicAuthority,
  RequestedKey,
  RevocationListTemplate,
} from '../core/ports/authority.ts';
import type { HomelabCa } from './authority.ts';
import type { CaPaths } from './ca-files.ts';

export interface CurrentCaPorts {
  readonly paths: CaPaths;
  /** Opens the CA as it is on disk. */
  readonly open: () => Promise<HomelabCa>;
  /** Has the client-auth check trust what is on disk, before anything is signed with it. */
  readonly trust: () => Promise<void>;
}

/**
 * The Homelab CA of a running home: when it was rotated or replaced meanwhile, the next certificate comes from the new
 * one, and the client-auth check trusts that one first.
 */
export class CurrentCa implements CertificateAuthority, PublicAuthority {
  readonly #ports: CurrentCaPorts;
  #ca: HomelabCa;
  #stamp: string;
  readonly #turns = new Serial();

  private constructor(ports: CurrentCaPorts, ca: HomelabCa, stamp: string) {
    this.#ports = ports;
    this.#ca = ca;
    this.#stamp = stamp;
  }

  /** @throws LatchkeyError as `ports.open` */
  static async open(ports: CurrentCaPorts): Promise<CurrentCa> {
    const stamp = await stampOf(ports.paths);
    return new CurrentCa(ports, await ports.open(), stamp);
  }

  get certificatePem(): string {
    return this.#ca.certificatePem;
  }

  get notAfter(): number {
    return this.#ca.notAfter;
  }

  get trusted(): readonly Uint8Array[] {
    return this.#ca.trusted;
  }

  /** {@link PublicAuthority.signRevocationList} */
  async signRevocationList(order: RevocationListTemplate): Promise<Uint8Array> {
    await this.refresh();
    return this.#ca.signRevocationList(order);
  }

  /** {@link PublicAuthority.certifyRegistrationAuthority} */
  async certifyRegistrationAuthority(
    spki: Uint8Array<ArrayBuffer>,
    notBefore: number,
    notAfter: number,
  ): Promise<Uint8Array> {
    await this.refresh();
    return this.#ca.certifyRegistrationAuthority(spki, notBefore, notAfter);
  }

  /** {@link CertificateAuthority.issuerOf} */
  issuerOf(der: Uint8Array): string {
    return this.#ca.issuerOf(der);
  }

  /** {@link CertificateAuthority.readRequest} */
  readRequest(pem: string, kind?: KeyKind): RequestedKey {
    return this.#ca.readRequest(pem, kind);
  }

  /** {@link CertificateAuthority.issue} */
  async issue(order: CertificateTemplate): Promise<IssuedCertificate> {
    await this.refresh();
    return this.#ca.issue(order);
  }

  /**
   * Takes over what is on disk.
   * @returns whether it was another CA, or another set of trusted ones
   * @throws LatchkeyError when it cannot be opened or trusted; the one before stays then, and the next call tries again
   */
  refresh(): Promise<boolean> {
    return this.#turns.run(() => this.#refresh());
  }

  async #refresh(): Promise<boolean> {
    const stamp = await stampOf(this.#ports.paths);
    if (stamp === this.#stamp) return false;
    const ca = await this.#ports.open();
    await this.#ports.trust();
    this.#ca = ca;
    this.#stamp = stamp;
    return true;
  }
}

/** Another text for every version of the file: each is a new file that was renamed into its place. */
async function stampOf({ ca }: CaPaths): Promise<string> {
  const { ino, size, mtimeNs } = await stat(ca.certificate, { bigint: true });
  return `${ino} ${size} ${mtimeNs}`;
}
