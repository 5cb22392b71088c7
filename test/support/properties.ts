/** Properties are tried a part as often as in `npm run attacks` (test/support/long-tail.ts). */
import fc from 'fast-check';
import { FULL } from './long-tail.ts';

fc.configureGlobal({ numRuns: FULL ? 1000 : 40 });
