import { duration, section } from '../vocabulary.ts';

export const invitationsSection = section({
  life: duration('72h', 300, 30 * 86_400, 'from 5m to 30d')
    .prefault('72h')
    .describe('How long a code can be redeemed, unless latchkey invite says otherwise.'),
})
  .transform(({ life }) => ({ lifeSeconds: life }))
  .prefault({})
  .describe('Invitations.');
