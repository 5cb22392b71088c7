/**
 * Another process that works on a home, to compete with others:
 *
 *     home-process.ts redeem DIR CODE COUNT     redeems the code with COUNT keys at once, prints who got what
 *     home-process.ts listen DIR SOCKET         listens on a socket and stays
 */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { makeRequest } from '../../unit/server/ca/requests.ts';
import { fixedClock, openTestHome } from '../../unit/server/core/support.ts';

const [mode = '', dir = '', subject = '', count = ''] = process.argv.slice(2);
const home = await openTestHome(dir, fixedClock());

switch (mode) {
  case 'redeem': {
    const csrs = await Promise.all(Array.from({ length: Number(count) }, () => makeRequest()));
    const outcomes = await Promise.all(
      csrs.map((csr) =>
        home.redeeming.redeem({ code: subject, csr, device: { name: 'laptop' } }).then(
          ({ fingerprint }) => fingerprint,
          (error) => error.code,
        ),
      ),
    );
    console.log(JSON.stringify(outcomes));
    break;
  }
  case 'listen':
    await once(createServer().listen(subject), 'listening');
    console.log('listening');
    await new Promise(() => undefined);
    break;
  default:
    throw new Error(`no such mode: ${mode}`);
}
home.registry.close();
