/**
 * A home for tests of the client: the signing API with real certificates in memory, spoken to directly or over real
 * HTTPS, and able to misbehave in every way a hostile or broken home could.
 */
import { webcrypto, X509Certificate } from 'node:crypto';
import type { HomeApi, HomePlace } from '../../../electron/core/ports.ts';
import { type CertificateReply, ROUTES, type RouteName } from '../../../shared/api.ts';
import { codeFromRandom, parseCode } from '../../../shared/code.ts';
import { type ErrorCode, LatchkeyError } from '../../../shared/errors.ts';
import { FakeAuthority, fingerprintOf, requestedKey } from './fake-authority.ts';

interface FakeInvitation {
  readonly person: string;
  readonly device?: string;
  redeemed?: { readonly key: string; readonly reply: CertificateReply };
}

export interface FakeDevice {
  readonly id: string;
  readonly name: string;
  readonly person: string;
  fingerprint: string;
  renewalSecret: string;
  /** The next certificate until it is confirmed: both are let in. */
  next?: { readonly key: string; readonly reply: CertificateReply } | undefined;
  readonly oldSecrets: string[];
  state: 'active' | 'left' | 'shut-out';
}

type Json = Record<string, unknown>;

/** What a request for a certificate comes to instead of the truth. */
export type Twist = (truth: CertificateReply, csr: string) => Promise<Json> | Json;

let usualAuthority: Promise<FakeAuthority> | undefined;

export class FakeHome {
  readonly name: string;
  readonly domain: string;
  services: { name: string; url: string }[];
  /** Whether it says what is open now, as homes do since they know grants. */
  tellsServices = true;
  readonly invitations = new Map<string, FakeInvitation>();
  readonly devices: FakeDevice[] = [];
  readonly calls: string[] = [];
  twist: Twist | undefined;
  /** What the next devices are called by; random ones unless told otherwise. */
  deviceId: string | undefined;
  /** What a preview comes to instead of the truth. */
  twistPreview: ((truth: Json) => Json) | undefined;
  /** What its clock says. */
  now = () => new Date();
  /** Of the certificates that it issues, in milliseconds. */
  life = 365 * 86_400_000;
  /** Signs what is issued next: a home can get a new authority. */
  authority: FakeAuthority;
  /** Called before a request is worked on; what it throws is the answer. */
  before: ((route: RouteName) => void) | undefined;
  /** The same after the work is done: the reply is lost. */
  after: ((route: RouteName) => void) | undefined;

  private constructor(name: string, domain: string, authority: FakeAuthority) {
    this.name = name;
    this.domain = domain;
    this.authority = authority;
    this.services = [{ name: 'cloud', url: `https://cloud.${domain}/` }];
  }

  static async create(name = 'Example Home', domain = 'home.localhost'): Promise<FakeHome> {
    return new FakeHome(name, domain, await FakeAuthority.create({ CN: 'Homelab CA', O: name }));
  }

  /** The home of most tests. Its authority is made once a process; whoever else a test needs comes from {@link create}. */
  static async usual(): Promise<FakeHome> {
    usualAuthority ??= FakeAuthority.create({ CN: 'Homelab CA', O: 'Example Home' });
    return new FakeHome('Example Home', 'home.localhost', await usualAuthority);
  }

  get host(): string {
    return `enroll.${this.domain}`;
  }

  /** @returns the code */
  invite(person = 'Dave', device?: string): string {
    const code = codeFromRandom(webcrypto.getRandomValues(new Uint8Array(7)));
    this.invitations.set(code, { person, ...(device ? { device } : {}) });
    return code;
  }

  get active(): FakeDevice[] {
    return this.devices.filter(({ state }) => state === 'active');
  }

  /** Whether the door opens for this certificate. */
  letsIn(fingerprint: string): boolean {
    return this.active.some((device) => [device.fingerprint, device.next?.reply.fingerprint].includes(fingerprint));
  }

  /** @throws LatchkeyError for a refusal */
  async answer(route: RouteName, request: Json, shown?: X509Certificate): Promise<unknown> {
    this.calls.push(route);
    this.before?.(route);
    const reply = await this.#work(route, request, shown);
    this.after?.(route);
    return reply;
  }

  /** The signing API without a network between. */
  api(): HomeApi {
    return {
      at: (_place: HomePlace) => ({
        call: async (name, ...[request]) => {
          const reply = await this.answer(name, JSON.parse(JSON.stringify(request ?? {})));
          const parsed = ROUTES[name].reply.safeParse(reply);
          if (!parsed.success) throw new LatchkeyError('HOME_ANSWER_NOT_VALID');
          return parsed.data as never;
        },
        serverRoot: () => Promise.resolve(undefined),
      }),
    };
  }

  async #work(route: RouteName, request: Json, shown: X509Certificate | undefined): Promise<unknown> {
    switch (route) {
      case 'previewInvitation':
        return this.#preview(request);
      case 'issueCertificate':
        return this.#issue(ROUTES.issueCertificate.request?.parse(request) ?? refuse('REQUEST_NOT_VALID'));
      case 'renewCertificate':
        return this.#renew(ROUTES.renewCertificate.request?.parse(request) ?? refuse('REQUEST_NOT_VALID'));
      case 'confirmRenewal':
        return this.#confirm(request);
      case 'leave':
        return this.#leave(request);
      case 'whoami':
        return this.#whoami(shown);
      case 'health':
        return { status: 'ok', version: '0', time: this.now().toISOString() };
      default:
        return refuse('NOT_FOUND');
    }
  }

  #find(code: unknown): FakeInvitation {
    const parsed = parseCode(String(code));
    return (parsed.ok ? this.invitations.get(parsed.code) : undefined) ?? refuse('INVITATION_NOT_VALID');
  }

  #preview({ code }: Json) {
    const { person, device, redeemed } = this.#find(code);
    if (redeemed) return refuse('INVITATION_NOT_VALID');
    const truth = {
      home: { name: this.name, domain: this.domain },
      person,
      ...(device ? { device } : {}),
      services: this.services,
      expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
      certificateDays: 365,
    };
    return this.twistPreview ? this.twistPreview(truth) : truth;
  }

  async #issue({ code, csr, device }: { code: string; csr: string; device: { name: string } }) {
    const invitation = this.#find(code);
    const publicKey = await requestedKey(csr);
    const key = Buffer.from(await crypto.subtle.exportKey('spki', publicKey)).toString('base64');
    if (invitation.redeemed && invitation.redeemed.key !== key) return refuse('INVITATION_NOT_VALID');
    const truth = invitation.redeemed?.reply ?? (await this.#certificate(invitation, device.name, publicKey));
    invitation.redeemed ??= { key, reply: truth };
    return this.twist ? this.twist(truth, csr) : truth;
  }

  async #certificate({ person }: FakeInvitation, deviceName: string, publicKey: CryptoKey): Promise<CertificateReply> {
    const device = { id: this.deviceId ?? webcrypto.randomUUID(), name: deviceName };
    const reply = await this.#sign(person, device, publicKey);
    const { fingerprint, renewalSecret } = reply;
    this.devices.push({ ...device, person, fingerprint, renewalSecret, oldSecrets: [], state: 'active' });
    return reply;
  }

  async #sign(person: string, device: { id: string; name: string }, publicKey: CryptoKey): Promise<CertificateReply> {
    const certificate = await this.authority.issue({
      subject: { CN: person, OU: device.name, O: this.name },
      publicKey,
      deviceId: device.id,
      notBefore: new Date(this.now().getTime() - 300_000),
      notAfter: new Date(this.now().getTime() + this.life),
    });
    const { validFrom, validTo } = new X509Certificate(certificate);
    const fingerprint = fingerprintOf(certificate);
    const renewalSecret = Buffer.from(webcrypto.getRandomValues(new Uint8Array(32))).toString('base64url');
    return {
      certificate,
      ca: this.authority.pem,
      fingerprint,
      notBefore: new Date(validFrom).toISOString(),
      notAfter: new Date(validTo).toISOString(),
      home: { name: this.name, domain: this.domain },
      person,
      device,
      services: this.services,
      renewalSecret,
    };
  }

  #device({ deviceId, renewalSecret }: Json): FakeDevice {
    const device = this.devices.find(({ id }) => id === deviceId) ?? refuse('RENEWAL_SECRET_NOT_VALID');
    if (device.oldSecrets.includes(String(renewalSecret))) device.state = 'shut-out';
    const known = [device.renewalSecret, device.next?.reply.renewalSecret].includes(String(renewalSecret));
    return known && device.state === 'active' ? device : refuse('RENEWAL_SECRET_NOT_VALID');
  }

  async #renew(request: { deviceId: string; renewalSecret: string; csr: string }) {
    const device = this.#device(request);
    const publicKey = await requestedKey(request.csr);
    const key = Buffer.from(await crypto.subtle.exportKey('spki', publicKey)).toString('base64');
    if (device.next && request.renewalSecret === device.renewalSecret && device.next.key !== key) {
      device.state = 'shut-out';
      return refuse('RENEWAL_SECRET_NOT_VALID');
    }
    if (device.next && request.renewalSecret !== device.renewalSecret) this.#promote(device);
    const { person, id, name } = device;
    device.next ??= { key, reply: await this.#sign(person, { id, name }, publicKey) };
    const { reply } = device.next;
    return this.twist ? this.twist(reply, request.csr) : reply;
  }

  #confirm(request: Json) {
    const device = this.#device(request);
    if (request.renewalSecret === device.next?.reply.renewalSecret) this.#promote(device);
    return { certificate: device.fingerprint };
  }

  #promote(device: FakeDevice): void {
    if (!device.next) return;
    device.oldSecrets.push(device.renewalSecret);
    device.fingerprint = device.next.reply.fingerprint;
    device.renewalSecret = device.next.reply.renewalSecret;
    device.next = undefined;
  }

  #leave({ deviceId, renewalSecret }: Json) {
    const device = this.devices.find(({ id }) => id === deviceId);
    const secrets = [device?.renewalSecret, device?.next?.reply.renewalSecret];
    if (!device || !secrets.includes(String(renewalSecret))) return refuse('RENEWAL_SECRET_NOT_VALID');
    if (device.state === 'active') device.state = 'left';
    return { device: { id: device.id, state: device.state } };
  }

  #whoami(shown: X509Certificate | undefined) {
    const time = this.now().toISOString();
    if (!shown) return { state: 'none', zone: 'wan', time };
    const fingerprint = shown.fingerprint256.replaceAll(':', '').toLowerCase();
    const device = this.devices.find((one) => [one.fingerprint, one.next?.reply.fingerprint].includes(fingerprint));
    const state = this.#stateOf(device, shown);
    const told = state === 'active' && this.tellsServices ? { services: this.services } : {};
    return { state, zone: 'wan', time, fingerprint, ...told };
  }

  #stateOf(device: FakeDevice | undefined, { validTo }: X509Certificate) {
    if (device?.state !== 'active') return device?.state ?? 'unknown';
    return new Date(validTo) < this.now() ? 'expired' : 'active';
  }
}

function refuse(code: ErrorCode): never {
  throw new LatchkeyError(code);
}
