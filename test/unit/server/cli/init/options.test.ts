import { expect, it } from 'vitest';
import { initialConfig } from '../../../../../server/cli/init/options.ts';

it.each([
  ['Dave', { name: 'Dave' }],
  ['dave@example.com', { email: 'dave@example.com' }],
  ['Dave <dave@example.com>', { name: 'Dave', email: 'dave@example.com' }],
  ['  Zoë van Dam<zoe@example.com> ', { name: 'Zoë van Dam', email: 'zoe@example.com' }],
  ['<dave@example.com>', { email: '<dave@example.com>' }],
  ['Dave <home>', { name: 'Dave <home>' }],
])('the contact %s is read as its name, its address, or both', (contact, read) => {
  expect(initialConfig({ domain: 'home.example.com', contact }).contact).toEqual(read);
});
