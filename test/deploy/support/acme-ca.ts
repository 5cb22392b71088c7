/** A CA and the DNS provider that it believes, on loopback of whatever network this is started in; ends with SIGTERM. */
import { readFile } from 'node:fs/promises';
import { startAcmeCa } from '../../support/acme/ca.ts';
import { startTestProvider } from '../../support/acme/dns-provider.ts';

/** What the provider takes. */
export const PASSWORD = 'a-password-of-the-provider';

/** What is told on the one line of output. */
export interface AcmeFacts {
  readonly directory: string;
  /** The root that the directory's own certificate leads to, PEM. */
  readonly root: string;
  readonly resolver: string;
  /** What names the DNS provider in latchkey.yaml. */
  readonly settings: Readonly<Record<string, string>>;
}

if (import.meta.main) {
  const acme = await startAcmeCa();
  const provider = await startTestProvider(acme.dns, PASSWORD);
  const { directory, rootFile, dns } = acme;
  const facts: AcmeFacts = {
    directory,
    root: await readFile(rootFile, 'utf8'),
    resolver: dns.address,
    settings: provider.settings,
  };
  process.stdout.write(`${JSON.stringify(facts)}\n`);
  process.once('SIGTERM', async () => {
    await provider.stop();
    await acme.stop();
  });
}
