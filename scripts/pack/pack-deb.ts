// Makes the server's Debian package and the same files as a tarball, for the processor of this machine, into dist/:
// npm run pack:deb
import { basename, join } from 'node:path';
import { bundleServer } from './bundle-server.ts';
import { packServer } from './server/pack-server.ts';

const root = join(import.meta.dirname, '../..');
const bundle = join(root, 'out/server');
await bundleServer(root, bundle);
console.log('dist: compressing Node takes a minute or more …');
const { deb, tarball } = await packServer({ root, bundle, output: join(root, 'dist') });
console.log(`dist: ${basename(deb)}, ${basename(tarball)}`);
