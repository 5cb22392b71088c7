import { describe, expect, test } from 'vitest';
import { CHECKPOINTS } from '../../../../../electron/core/checkpoints.ts';
import { killingCheckpoint } from '../../../../../electron/main/life/test-hooks.ts';

describe('the checkpoint that kills', () => {
  test('is for unpackaged apps that are told so, at the one place', () => {
    let killed = 0;
    const kill = () => {
      killed += 1;
    };
    expect(killingCheckpoint({}, false, kill)).toBeUndefined();
    expect(killingCheckpoint({ LATCHKEY_TEST_KILL_AT: 'nowhere' }, false, kill)).toBeUndefined();
    expect(killingCheckpoint({ LATCHKEY_TEST_KILL_AT: 'imported' }, true, kill)).toBeUndefined();
    const hook = killingCheckpoint({ LATCHKEY_TEST_KILL_AT: 'imported' }, false, kill);
    for (const name of CHECKPOINTS) hook?.(name);
    expect(killed).toBe(1);
  });
});
