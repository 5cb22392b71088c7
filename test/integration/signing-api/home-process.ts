/**
 * Another process that works on a home, to be killed at the worst moment or to compete with others:
 *
 *     home-process.ts redeem DIR CODE COUNT     redeems the code with COUNT keys at once, prints who got what
 *     home-process.ts hang-before-admit DIR CODE CSR     issues; hangs between the commit and the active set
 *     home-process.ts hang-before-refuse DIR DEVICE      shuts out; hangs between the commit and the active set
 *     home-process.ts hang-in-transaction DIR CODE CSR   issues; hangs in the middle of the transaction
 *     home-process.ts listen DIR SOCKET                  listens on a socket
 */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { ActiveSetKeeper } from '../../../server/core/active-set.ts';
import { Devices } from '../../../server/core/devices.ts';
import { Issuing } from '../../../server/core/issuing.ts';
import type { CertificateAuthority, CertificateOrder } from '../../../server/core/ports.ts';
import { makeRequest } from '../../unit/ca/requests.ts';
import { fixedClock, openTestHome } from '../../unit/server-core/support.ts';

const [mode = '', dir = '', subject = '', extra = ''] = process.argv.slice(2);
const home = await openTestHome(dir, fixedClock());
const device = { name: 'laptop' };

/** Says where it is and stays there. The timer keeps the process alive. */
function hang(): Promise<never> {
  setInterval(() => undefined, 60_000);
  console.log('hanging');
  return new Promise(() => undefined);
}

const hangingSet = { add: hang, remove: hang, list: hang };
const hangingKeeper = new ActiveSetKeeper({ ...home, activeSet: hangingSet });

/** An authority whose certificate stops the world when the registry, in its transaction, asks for the serial number. */
const blockingAuthority: CertificateAuthority = {
  certificatePem: home.authority.certificatePem,
  notAfter: home.authority.notAfter,
  readRequest: (pem) => home.authority.readRequest(pem),
  issue: async (order: CertificateOrder) => {
    const certificate = await home.authority.issue(order);
    return {
      ...certificate,
      get serial(): string {
        process.stdout.write('hanging\n');
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
        return certificate.serial;
      },
    };
  },
};

switch (mode) {
  case 'redeem': {
    const csrs = await Promise.all(Array.from({ length: Number(extra) }, () => makeRequest()));
    const outcomes = await Promise.all(
      csrs.map((csr) =>
        home.issuing.issue({ code: subject, csr, device }).then(
          ({ fingerprint }) => fingerprint,
          (error) => error.code,
        ),
      ),
    );
    console.log(JSON.stringify(outcomes));
    break;
  }
  case 'hang-before-admit':
    await new Issuing({ ...home, keeper: hangingKeeper }).issue({ code: subject, csr: extra, device });
    break;
  case 'hang-before-refuse':
    await new Devices({ ...home, keeper: hangingKeeper }).shutOut(subject);
    break;
  case 'hang-in-transaction':
    await new Issuing({ ...home, authority: blockingAuthority }).issue({ code: subject, csr: extra, device });
    break;
  case 'listen':
    await once(createServer().listen(subject), 'listening');
    await hang();
    break;
  default:
    throw new Error(`no such mode: ${mode}`);
}
home.registry.close();
