/** Every page of the console, in every state that looks different. */
import type { Page } from 'playwright/test';
import type { ConsoleReply } from '../../../shared/console/routes.ts';
import { COPIED, HOSTILE_DEVICES, NOW, OVERVIEW, REPLIES, SHUT_OUT } from '../../support/console/examples.ts';
import { type Shown, showConsole } from '../../support/console/window.ts';

export interface ConsoleScene {
  readonly name: string;
  readonly show: (page: Page) => Promise<void>;
}

const DEVICE = '#/devices/6f0ac4ae-6a0b-4c55-9d2f-000000000002';

const scene = (
  name: string,
  shown: Shown,
  act: (page: Page) => Promise<void> = async () => undefined,
): ConsoleScene => ({
  name,
  show: async (page) => {
    await showConsole(page, shown);
    await act(page);
  },
});
const press = (name: string) => (page: Page) => page.getByRole('button', { name, exact: true }).first().click();

const none = { items: [], next: null };
const nobody: ConsoleReply<'overview'> = {
  ...OVERVIEW,
  examination: { ...OVERVIEW.examination, severity: 'ok', findings: OVERVIEW.examination.findings.slice(0, 8) },
  counts: {
    devices: { active: 0, expired: 0, 'shut-out': 0, left: 0 },
    ...{ expiring: 0, openInvitations: 0, noticesWaiting: 0, noticesGivenUp: 0 },
  },
  backup: { last: new Date(Date.parse(NOW) - 9 * 3_600_000).toISOString(), everySeconds: 86_400 },
  news: { seq: 3, count: 0, entries: [] },
};
const me = REPLIES.me;

export const CONSOLE_SCENES: readonly ConsoleScene[] = [
  scene('overview', {}),
  scene('overview-first', { replies: { overview: nobody } }),
  scene('invite', { at: '#/invite' }),
  scene('invite-wrong', { at: '#/invite' }, async (page) => {
    await page.getByText('Only what I choose').click();
    await press('Create the invitation')(page);
    await page.getByText('Type a name.').waitFor();
  }),
  scene('invited', { at: '#/invite' }, async (page) => {
    await page.getByLabel('Who is it for?').fill('Aunt May');
    await press('Create the invitation')(page);
    await page.getByText('Or read it aloud').waitFor();
  }),
  scene('take-back', { at: '#/invite' }, async (page) => {
    await page.getByRole('button', { name: 'Take back: Aunt May' }).click();
    await page.getByText('Take back the invitation for Aunt May?').waitFor();
  }),
  scene('devices', { at: '#/devices' }),
  scene('devices-none', { at: '#/devices', replies: { devices: none } }),
  scene('devices-hostile', { at: '#/devices', replies: { devices: HOSTILE_DEVICES } }),
  scene('device', { at: DEVICE }),
  scene('device-shut-out', { at: DEVICE, after: { shutOut: { device: SHUT_OUT } } }, async (page) => {
    await press('Shut out this device')(page);
    await page.getByRole('button', { name: 'Undo' }).waitFor();
    await page.getByRole('button', { name: 'Let this device in again' }).waitFor();
  }),
  scene('device-copied', { at: DEVICE, replies: { device: COPIED } }),
  scene('people', { at: '#/people' }),
  scene('person', { at: '#/people/Dave' }),
  scene('person-until', { at: '#/people/Dave' }, (page) => page.getByRole('button', { name: 'Until…: films' }).click()),
  scene('log', { at: '#/log' }),
  scene('notices', { at: '#/notices' }, async (page) => {
    await press('Send a test')(page);
    await page.getByText('Delivered by webhook.').waitFor();
  }),
  scene('notices-off', { at: '#/notices', replies: me ? { me: { ...me, notices: [] } } : {} }),
  scene('backups', { at: '#/backups' }),
  scene('backups-off', {
    at: '#/backups',
    replies: { backups: { schedule: null, last: null, running: false, failure: null, files: [] } },
  }),
  scene('lost', { at: '#/log', lost: true }, (page) => page.locator('.lost').waitFor()),
  scene('too-many-pages', { at: '#/log', lost: 'crowded' }, (page) =>
    page.getByText('Too many pages of the console are open').waitFor(),
  ),
  scene('refused', { refused: { me: 'CONSOLE_NOT_ADMIN' } }),
  scene('link-used', { at: 'enter#used', refused: { enter: 'CONSOLE_LINK_NOT_VALID' } }),
  scene('over', { at: '#/people', refused: { invitations: 'CONSOLE_KEY_NOT_VALID' } }, async (page) => {
    await page.getByRole('link', { name: 'Invite', exact: true }).click();
    await page.getByText('The console has closed').waitFor();
  }),
];
