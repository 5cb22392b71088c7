import { z } from 'zod';
import { isHost, writtenHost } from '../../../../shared/host.ts';
import { ALL_TOPICS, DEFAULT_TOPICS, FORMER_TOPICS, type Topic } from '../../notifications/topics.ts';
import { count, expecting, mailbox, onOff, port, secretPlace, section, settings, text } from '../vocabulary.ts';

/** Names of this machine itself: what is sent there needs no encryption. */
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/;

const URL_WORDS = 'an https:// address, such as https://ntfy.example.com/hook';
const webhookUrl = text(URL_WORDS).superRefine((value, context) => {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const problem = (message: string) => context.issues.push({ code: 'custom', message, input: value });
  if (!url || !/^https?:$/.test(url.protocol) || !isHost(writtenHost(value)))
    problem(`is no web address; write ${URL_WORDS}`);
  else if (url.username || url.password)
    problem('carries a user name or password; leave them out, the signature proves who is calling');
  else if (url.protocol === 'http:' && !LOOPBACK.test(url.hostname))
    problem('would send what happens at your home in the clear; write https://, or an address of this machine');
});

const webhook = section({
  url: webhookUrl.describe('Where notices are posted to, as JSON.'),
  secret: secretPlace('secret').describe('Where the secret lies that notices are signed with (whsec_…, or any text).'),
});

const email = section({
  host: text('the name of your mail server, such as smtp.example.com')
    .refine((host) => host === '' || isHost(host), 'is not the name of a host; write one such as smtp.example.com')
    .describe('The mail server.'),
  port: port('587').optional().describe('Its port. Default: 465 with tls, otherwise 587.'),
  security: z
    .enum(['tls', 'starttls', 'none'], 'is not understood here; write tls, starttls, or none for this machine itself')
    .default('starttls')
    .describe('How the connection is encrypted. none is for a mail server on this machine only.'),
  user: text('the user name at the mail server').optional().describe('The user name at the mail server.'),
  password: secretPlace('password').optional().describe('Where the password lies.'),
  from: mailbox.describe('The sender.'),
  to: z
    .array(mailbox, expecting('a list of e-mail addresses'))
    .min(1, 'is empty; write at least one address')
    .describe('Who is told.'),
}).superRefine((value, context) => {
  const problem = (key: string, message: string) =>
    context.issues.push({ code: 'custom', path: [key], message, input: value });
  if (value.security === 'none' && !LOOPBACK.test(value.host))
    problem('security', 'would send the password and the notices in the clear; write tls or starttls');
  if ((value.user === undefined) !== (value.password === undefined))
    problem(value.user === undefined ? 'password' : 'user', 'is of no use alone; write user and password, or neither');
});

export const noticesSection = settings({
  webhook: webhook.optional().describe('Tell a web service.'),
  email: email.optional().describe('Tell people by e-mail.'),
  on: z
    .array(
      z
        .enum(
          [...ALL_TOPICS, ...(Object.keys(FORMER_TOPICS) as (keyof typeof FORMER_TOPICS)[])],
          `is nothing that you can be told of; there is ${ALL_TOPICS.join(', ')}`,
        )
        .transform((topic): Topic => FORMER_TOPICS[topic as keyof typeof FORMER_TOPICS] ?? topic),
      expecting(`a list of ${ALL_TOPICS.join(', ')}`),
    )
    .default([...DEFAULT_TOPICS])
    .describe('What you want to be told of. Default: everything but invitation-used, which device-enrolled says too.'),
  people: onOff('off').describe(
    'Whether people get a mail 30, 14, 7 and 1 days before a key expires that renews by hand, at the address that latchkey person set --email names.',
  ),
  'give-up-days': count('days', 1, 30)
    .default(7)
    .describe('How long sending a notice is tried again before it is given up.'),
}).describe('What the admin is told, and how. Nothing, unless there is a webhook or an e-mail address here.');
