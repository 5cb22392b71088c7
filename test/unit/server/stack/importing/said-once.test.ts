import { expect, it } from 'vitest';
import type { ImportFinding } from '../../../../../server/stack/importing/inspect.ts';
import { saidOnce } from '../../../../../server/stack/importing/said-once.ts';

const bound = (file: string, host: string, line = 2): ImportFinding => ({
  kind: 'conflict',
  hosts: [host],
  where: `/etc/caddy/${file}:${line}`,
  message: `${host} listens on 0.0.0.0:443. Remove its bind.`,
});
const unset = (file: string): ImportFinding => ({
  kind: 'conflict',
  hosts: [],
  where: `/etc/caddy/${file}:3`,
  message: `/etc/caddy/${file}:3 uses {$X}.`,
});

it('what is the matter in several files is said once, with all hosts and places', () => {
  expect(saidOnce([bound('a', 'a.test'), bound('b', 'b.test'), unset('a'), unset('b'), unset('c')])).toEqual([
    {
      ...bound('a', 'a.test'),
      hosts: ['a.test', 'b.test'],
      message: expect.stringMatching(/^a\.test .* The same in \/etc\/caddy\/b:2\.$/),
    },
    { ...unset('a'), message: expect.stringMatching(/The same in \/etc\/caddy\/b:3, \/etc\/caddy\/c:3\.$/) },
  ]);
});

it('different matters, and several in one file, stay apart', () => {
  const findings = [bound('a', 'a.test'), bound('a', 'b.test', 9), unset('c')];
  expect(saidOnce(findings)).toEqual(findings);
});
