/** A process that appends to a home's audit log: audit-appender.ts <home folder> <name> <how often>. */
import process from 'node:process';
import { openSecrets } from '../../server/ca/custody.ts';
import { homeLayout } from '../../server/core/layout.ts';
import { SqliteAudit } from '../../server/store/audit.ts';
import { SqliteRegistry } from '../../server/store/registry.ts';

const [dir = '', name = '', times = '0'] = process.argv.slice(2);
const layout = homeLayout(dir);
const registry = SqliteRegistry.open(layout.registry);
const audit = new SqliteAudit({
  registry,
  head: layout.auditHead,
  secrets: await openSecrets(layout.secret),
  clock: { now: () => Date.now() },
  actor: () => `admin:${name}`,
});
for (let i = 1; i <= Number(times); i += 1) {
  audit.record({ kind: 'invitation-created', outcome: 'ok', person: `${name} ${i}` });
  process.send?.(i);
  // Otherwise a message waits until the end of it all.
  await new Promise((resolve) => setImmediate(resolve));
}
registry.close();
