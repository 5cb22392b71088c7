import { describe, expect, it } from 'vitest';
import { editLan } from '../../../../../server/core/network/edit-lan.ts';

describe('latchkey lan', () => {
  const TEXT = `# mine
lan:
  - 192.168.1.0/24 # upstairs
  - { network: 172.20.0.0/16, really: true }
home: { name: "Ours", domain: example.com }
`;

  it('changes the list, and nothing else in the file', () => {
    expect(editLan(TEXT, { add: ['10.0.0.0/24', '192.168.1.0/24'], remove: ['172.20.0.0/16'] })).toBe(`# mine
lan:
  - 192.168.1.0/24 # upstairs
  - 10.0.0.0/24
home: { name: "Ours", domain: example.com }
`);
  });

  it('makes the list when there is none, and leaves it empty when all is removed', () => {
    expect(editLan('home: {}\n', { add: ['10.0.0.0/24'], remove: [] })).toBe('home: {}\nlan:\n  - 10.0.0.0/24\n');
    expect(editLan('lan: [10.0.0.0/24]\n', { add: [], remove: ['10.0.0.0/24'] })).toBe('lan: []\n');
    expect(editLan('lan: []\n', { add: ['10.0.0.0/24'], remove: [] })).toBe('lan:\n  - 10.0.0.0/24\n');
  });

  it('refuses a network that is not there, and a file that is none', () => {
    expect(() => editLan(TEXT, { add: [], remove: ['10.9.9.0/24'] })).toThrow('10.9.9.0/24 is not in the LAN list');
    expect(() => editLan('lan: {', { add: [], remove: [] })).toThrow('not valid');
    expect(() => editLan('lan: everybody', { add: [], remove: [] })).toThrow('lan is no list');
  });
});
