import { describe, expect, test } from 'vitest';
import { listeningPorts, offeredServices } from '../../../../../server/core/network/listening.ts';

const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue
   0: 0100007F:08EB 00000000:0000 0A 00000000:00000000
   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000
   2: 00000000:01BB 00000000:0000 0A 00000000:00000000`;

const TABLE6 = `  sl  local_address                         remote_address                        st
   0: 00000000000000000000000000000000:2AF8 00000000000000000000000000000000:0000 0A`;

describe('the services that are offered', () => {
  test('are those that something listens for, on IPv4 or IPv6; a connection is no listener', () => {
    expect(listeningPorts([TABLE, TABLE6])).toEqual([443, 2283, 11000]);
    expect(offeredServices([443, 2283, 11000])).toEqual([
      'photos=http://127.0.0.1:2283',
      'cloud=http://127.0.0.1:11000',
    ]);
  });

  test('have each name once, and nothing for a port that nobody knows', () => {
    expect(offeredServices([3000, 8080, 11000])).toEqual(['cloud=http://127.0.0.1:8080']);
  });
});
