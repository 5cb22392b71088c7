import { INVITATION_LIFE } from '../../enrolment/invitations.ts';
import { duration, section } from '../vocabulary.ts';

export const invitationsSection = section({
  life: duration('72h', INVITATION_LIFE.min / 1000, INVITATION_LIFE.max / 1000, 'from 1m to 90d')
    .prefault('72h')
    .describe('How long a code can be redeemed, unless latchkey invite says otherwise.'),
})
  .transform(({ life }) => ({ lifeSeconds: life }))
  .prefault({})
  .describe('Invitations.');
