/** A process that sends what waits, as `latchkey up` does: sender-process.ts <home folder> <webhook> <secret file>. */
import process from 'node:process';
import { openSecrets } from '../../../server/ca/custody.ts';
import { homeLayout } from '../../../server/core/layout.ts';
import { NoticeQueue } from '../../../server/core/notifications/queue.ts';
import { DEFAULT_TOPICS } from '../../../server/core/notifications/topics.ts';
import { Webhook } from '../../../server/notifications/webhook.ts';
import { SqliteAudit } from '../../../server/store/audit.ts';
import { SqliteOutbox } from '../../../server/store/outbox.ts';
import { SqliteRegistry } from '../../../server/store/registry.ts';

const [dir = '', url = '', file = ''] = process.argv.slice(2);
const layout = homeLayout(dir);
const registry = SqliteRegistry.open(layout.registry);
const clock = { now: () => Date.now() };
const secrets = await openSecrets(layout.secret);
const audit = new SqliteAudit({ registry, head: layout.auditHead, secrets, clock, actor: () => 'latchkey' });
const sender = new Webhook({ url, secret: { place: { file }, dir, env: {} }, version: '0' }, { fetch, clock });
const queue = new NoticeQueue(
  {
    registry,
    audit,
    outbox: new SqliteOutbox(registry),
    senders: [sender],
    clock,
    random: { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) },
  },
  {
    home: { name: 'Example Home', domain: 'home.localhost' },
    language: 'en',
    topics: DEFAULT_TOPICS,
    giveUpAfter: 7 * 86_400_000,
  },
);
queue.collect();
await queue.deliver();
registry.close();
