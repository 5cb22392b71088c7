import type { FastifyInstance } from 'fastify';
import { BUILD } from '../../../shared/build.ts';
import { inviteOrigin, inviteWebLink } from '../../../shared/invite.ts';
import { OWN_MARK } from '../../../shared/link-marks.ts';
import { certsOnly } from '../../ca/certs-only.ts';
import { readCertificate } from '../../ca/custody.ts';
import { signedByOneOf } from '../../ca/trusts.ts';
import { Access } from '../../core/access/access.ts';
import { RevocationList } from '../../core/access/revocation-list.ts';
import type { Attempts } from '../../core/audit/attempts.ts';
import { downloadsOf } from '../../core/config/sections/downloads.ts';
import { Leaving } from '../../core/devices/leaving.ts';
import { Challenges } from '../../core/enrolment/challenges.ts';
import { OwnKeys } from '../../core/enrolment/own-keys.ts';
import { Preview } from '../../core/enrolment/preview.ts';
import { Profiles } from '../../core/enrolment/profile.ts';
import { Redeeming } from '../../core/enrolment/redeeming.ts';
import { Renewing } from '../../core/enrolment/renewing.ts';
import type { CertificateAuthority, PublicAuthority } from '../../core/ports/authority.ts';
import type { Clock } from '../../core/ports/basics.ts';
import { buildApi } from '../../http/api.ts';
import { listenOnSocket } from '../../http/listen.ts';
import { createLogger, type RequestEntry } from '../../http/log.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { sha256 } from '../../platform/sha256.ts';
import { RegistrationAuthority } from '../../scep/registration-authority.ts';
import { ScepResponder } from '../../scep/responder.ts';
import { SqliteRevocations } from '../../store/revocations.ts';
import { openLogFile } from '../files/log-files.ts';
import { readPageBundle } from '../files/page-bundle.ts';
import { invitePage } from '../inviting/invite-link.ts';
import type { Part } from '../lifecycle.ts';
import { cryptoRandom, type OpenHome } from '../open.ts';
import { signProfile } from '../sign-profile.ts';

interface SigningApiDeps {
  readonly home: OpenHome;
  readonly authority: CertificateAuthority;
  readonly publicAuthority: PublicAuthority;
  readonly attempts: Attempts;
  /** Told of every request when it is over. */
  readonly onRequest: (entry: RequestEntry) => void;
  readonly clock: Clock;
}

/** Listens where HAProxy and Caddy send the requests of devices. */
export async function startSigningApi(deps: SigningApiDeps): Promise<Part> {
  const api = buildSigningApi(deps);
  try {
    await listenOnSocket(api, deps.home.layout.run.api);
  } catch (error) {
    await api.close();
    throw error;
  }
  return { stop: () => api.close() };
}

function buildSigningApi({
  home,
  authority,
  publicAuthority,
  attempts,
  onRequest,
  clock,
}: SigningApiDeps): FastifyInstance {
  const { layout, facts, registry, rules, policy, audit, secrets, reconciler } = home;
  const held = { registry, rules, policy, audit, secrets, reconciler };
  const shared = { ...held, clock, home: facts, authority, random: cryptoRandom };
  const records = new SqliteRevocations(registry);
  const redeeming = new Redeeming(shared);
  const registrationAuthority = new RegistrationAuthority({ publicAuthority, clock, audit });
  const scep = new ScepResponder({ redeeming, registrationAuthority, certsOnly, random: cryptoRandom });
  const challenges = new Challenges(shared);
  const preview = new Preview(shared);
  const profiles = new Profiles({
    preview,
    challenges,
    random: cryptoRandom,
    scepUrl: () => {
      const { pageHost, enrolmentHost, ports } = home.config;
      return `${inviteOrigin({ host: pageHost ?? enrolmentHost, port: ports.https })}/scep`;
    },
    sign: (profile) => signProfile(profile, home.config, layout),
  });
  const ifApple = <Port>(port: Port) => (home.config.phones.apple ? port : undefined);
  return buildApi(
    {
      version: packageJson.version,
      page: readPageBundle(),
      get lan() {
        return home.config.lan;
      },
      get limits() {
        return home.config.limits;
      },
      get downloads() {
        return downloadsOf(home.config.downloads, BUILD, packageJson.version);
      },
      get enrolment() {
        const { pageHost, enrolmentHost, ports } = home.config;
        return pageHost && new URL(inviteOrigin({ host: enrolmentHost, port: ports.https })).host;
      },
      serverRoot: async () =>
        home.config.certificates.kind === 'internal' ? readCertificate(layout.ca.serverRootCertificate) : undefined,
    },
    {
      ...shared,
      publicAuthority,
      certsOnly,
      preview,
      profiles: () => ifApple(profiles),
      redeeming,
      scep: () => ifApple(scep),
      challenges: () => ifApple(challenges),
      renewing: new Renewing(shared),
      leaving: new Leaving(shared),
      access: new Access(shared),
      ownKeys: new OwnKeys({
        ...{ ...shared, invitations: home.invitations },
        trusts: signedByOneOf(() => publicAuthority.trusted),
      }),
      linkTo: async (code) => `${inviteWebLink({ code, ...(await invitePage(home)).place })}${OWN_MARK}`,
      revocationList: new RevocationList({ records, authority: publicAuthority, clock, sha256 }),
      actAs: home.actAs,
      attempts,
      onRequest,
      logger: createLogger(openLogFile(layout.logs, 'signing-api.log')),
    },
  );
}
