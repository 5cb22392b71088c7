/** English: what the access test found, and what the person can do. */
export const outcome = {
  reached: { title: 'Works' },
  'on-the-lan': {
    title: 'Open, because you’re at home',
    todo: 'Nobody needs a key there. To test yours, connect from elsewhere, for example through your phone.',
  },
  offline: {
    title: 'This computer is offline',
    todo: 'Connect it to the internet, then test again.',
  },
  'name-not-found': {
    title: 'The address wasn’t found',
    todo: 'Check your internet connection. If other pages open, ask {{contact}}: this address is missing.',
  },
  'home-not-answering': {
    title: 'The server isn’t answering',
    todo: 'Check your internet connection. If it keeps happening, ask {{contact}}.',
  },
  'no-certificate': {
    title: 'Your key isn’t in your browser',
    todo: 'Quit your browser completely, reopen it and test again. If it keeps happening, remove this computer and use a new invite.',
  },
  'certificate-refused': {
    title: 'This key isn’t recognized',
    todo: 'The server did not issue it. Ask {{contact}} for a new invite.',
  },
  'shut-out': {
    title: 'Access is turned off for this computer',
    todo: 'If you didn’t expect this, ask {{contact}}.',
  },
  'not-allowed': {
    title: 'Not shared with you',
    todo: 'Your key is fine. It doesn’t open this service. If you need it, ask {{contact}}.',
  },
  expired: {
    title: 'Your key has expired',
    todo: 'Ask {{contact}} for a new invite.',
  },
  'service-down': {
    title: 'Your key works, but this service isn’t running',
    todo: 'Ask {{contact}} to start it.',
  },
  'server-not-trusted': {
    title: 'The server couldn’t prove who it is',
    todo: 'Don’t enter passwords there. Ask {{contact}}.',
  },
  'clock-wrong': {
    title: 'This computer’s clock is wrong',
    ahead: 'It’s {{time}} fast. Set date and time to automatic, then test again.',
    behind: 'It’s {{time}} slow. Set date and time to automatic, then test again.',
    todo: 'Set date and time to automatic, then test again.',
  },
  'local-network-denied': {
    title: 'This computer keeps Latchkey off the local network',
    todo: 'Open System Settings, Privacy & Security, Local Network, and switch Latchkey on.',
  },
  'not-tested': {
    title: 'Couldn’t be tested from here',
    todo: 'Latchkey can’t use your key by itself on this computer. Open the service in your browser instead.',
  },
  refused: { title: 'Kept out, as it should be' },
  'let-in': {
    title: 'Gets in',
    todo: 'Tell {{contact}} at once.',
  },
  strangerAtHome: {
    title: 'You’re at home, where everyone gets in',
    todo: 'Whether others are kept out shows only from elsewhere.',
  },
} as const;
