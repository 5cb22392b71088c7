/** Inviting, and taking that back. */
import { encode } from 'uqr';
import type { ConsoleReply } from '../../../shared/console/routes.ts';
import { LatchkeyError } from '../../../shared/errors.ts';
import { makeInvitation } from '../../home/inviting/make-invitation.ts';
import { invitationView } from '../views.ts';
import { Once } from './once.ts';
import type { HandlerPorts, Handlers } from './shape.ts';

/** The rows of a QR code (ISO/IEC 18004), `1` for dark; without a quiet zone. */
const qrRows = (text: string) =>
  encode(text, { border: 0, ecc: 'M' }).data.map((row) => row.map((dark) => (dark ? '1' : '0')).join(''));

export function invitationHandlers({
  home,
  clock,
}: HandlerPorts): Pick<Handlers, 'invitations' | 'invite' | 'takeBack'> {
  const { directory, invitations } = home;
  const made = new Once<ConsoleReply<'invite'>>(clock);

  return {
    invitations: ({ person, state, limit, after }) => {
      const now = clock.now();
      const page = directory.invitations({ person, state }, { limit, after, at: now });
      return { items: page.items.map((each) => invitationView(each, now)), next: page.next ?? null };
    },

    invite: ({ request, ...order }, caller) =>
      made.run(`${caller.key} ${request}`, JSON.stringify(order), async () => {
        const { device, lifeSeconds, pageLanguage, ...rest } = order;
        const all = await makeInvitation(home, {
          ...rest,
          deviceName: device,
          life: lifeSeconds * 1000,
          otherwise: pageLanguage,
        });
        return {
          invitation: invitationView(all.invitation, clock.now()),
          ...all.forms,
          qr: qrRows(all.forms.webLink),
          message: all.message,
          services: [...all.services],
          adds: [...all.adds],
          pageLacks: all.page.lacks ?? null,
          notForPhones: all.notForPhones,
        };
      }),

    takeBack: ({ invitation: id }) => {
      const now = clock.now();
      const [found] = home.registry.openInvitationsByIdPrefix(id.toLowerCase(), now);
      if (!found) throw new LatchkeyError('INVITATION_NOT_FOUND');
      return { invitation: invitationView(invitations.cancel(found.id), now) };
    },
  };
}
