import { describe, expect, it } from 'vitest';
import { EXIT, exitCodeOf } from '../../../../server/cli/exit-codes.ts';

describe('the exit code of what the machine does not give', () => {
  it.each([
    'FOLDER_NOT_USABLE',
    'FOLDER_NOT_WRITABLE',
    'PORT_IN_USE',
    'PORT_NOT_ALLOWED',
    'ADDRESS_NOT_AVAILABLE',
    'TOOL_MISSING',
    'CHILD_FAILED',
    'CONNECTIONS_NOT_ENDED',
    'HOME_DAMAGED',
    'REGISTRY_DAMAGED',
    'UNAVAILABLE',
  ] as const)('%s is not the one of bugs', (code) => {
    expect(exitCodeOf(code)).toBe(EXIT.environment);
  });
});
