/** Picks what visits: Chromium or one of its kin when there is one, else Node without a certificate. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { inviteOrigin } from '../../../shared/invite.ts';
import type { EnrolmentRecord } from '../../core/enrolment-record.ts';
import type { AccessProbe, AccessProbes, DeviceKey } from '../../core/ports.ts';
import { findTool } from '../run-command.ts';
import { type CertificateName, ChromiumProbe } from './chromium-probe.ts';
import { NodeProbe } from './node-probe.ts';
import { trustedServerKeys } from './server-keys.ts';

const BROWSERS = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'brave-browser',
];

export interface ProbeDeps {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly tempRoot: string;
  readonly asRoot: boolean;
}

export function accessProbes({ env, tempRoot, asRoot }: ProbeDeps): AccessProbes {
  return {
    async open(home: EnrolmentRecord, key?: DeviceKey): Promise<AccessProbe> {
      const stranger = new NodeProbe(home.serverRoot);
      const withoutBrowser = key ? new NodeProbe(home.serverRoot, identityOf(home, key)) : stranger;
      const executable = await findBrowser(env.PATH);
      if (!executable) return withoutBrowser;
      const urls = [inviteOrigin(home.place), ...home.services.map(({ url }) => url)];
      const serverKeys = home.serverRoot === undefined ? [] : await trustedServerKeys(urls, home.serverRoot);
      // The certificate was taken only because its subject says just this.
      const subject = { CN: home.person, OU: home.device.name, O: home.home.name };
      const certificate = { subject, issuer: issuerName(home.ca) };
      // A browser that is there and does not start is as good as none.
      return ChromiumProbe.start({ executable, env, tempRoot, asRoot, certificate, serverKeys, stranger }).catch(
        () => withoutBrowser,
      );
    },
  };
}

function identityOf({ certificate }: EnrolmentRecord, { pkcs8 }: DeviceKey) {
  const key = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
  return { cert: certificate, key: key.export({ format: 'pem', type: 'pkcs8' }).toString() };
}

async function findBrowser(path: string | undefined): Promise<string | undefined> {
  for (const name of BROWSERS) {
    const found = await findTool(name, path);
    if (found) return found;
  }
  return undefined;
}

/** The issuer's name in the parts that Chromium's filters know. */
function issuerName(ca: string): CertificateName {
  const { CN, O } = new X509Certificate(ca).toLegacyObject().subject;
  return { ...(typeof CN === 'string' ? { CN } : {}), ...(typeof O === 'string' ? { O } : {}) };
}
