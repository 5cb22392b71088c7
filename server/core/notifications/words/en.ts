/** English: the language that the others are measured by: notices to the admin. `{id}` is the beginning of the device’s id, `{days}` an amount with its unit. */

export const en = {
  home: 'the home itself',
  admin: 'the admin {who}',
  address: 'the address {who}',
  unknown: '(unknown)',
  log: 'Audit log: entry {seq}, {hash}',
  test: {
    title: 'This is a test',
    text: 'Latchkey can reach you. Nothing has happened at your home, and nothing needs to be done.',
  },
  /** What expiry-coming says of a key that renews by hand, and what its person is told. */
  byHand: 'It renews by hand. If {person} still uses it, they open {page} on it, and choose that key.',
  toPerson: {
    title: 'Your key to {home} expires in {days}',
    text: 'Hello {person},\n\nthe key of {name} opens {home} for another {days}. Open this page on {name} and choose the key: it leads you to the next one in two minutes.\n\n{page}\n\nThe page never asks for a password. If you don’t use {name} any more, there is nothing to do.',
  },
  entries: {
    'invitation-redeemed': {
      title: 'The invitation of {person} was used',
      text: 'It was used from {who}. If that was not {person}: latchkey shut-out {id}',
    },
    'device-enrolled': {
      title: '{name} of {person} has a key now',
      text: 'It opens your services from anywhere. It was enrolled from {who}. If that was not {person}: latchkey shut-out {id}',
    },
    'device-shut-out': {
      title: '{name} of {person} is shut out',
      text: 'Its key opens nothing any more. Done by {who}.',
    },
    'device-left': {
      title: '{name} of {person} gave its key back',
      text: 'Its key opens nothing any more. Nothing needs to be done.',
    },
    'renewal-secret-reused': {
      title: 'Somebody may have a copy of the key of {name} of {person}',
      text: 'A secret that only this computer may use, once, was used a second time, from {who}. The computer is shut out, to be safe. Talk to {person}, have the computer looked at, then invite {person} again.',
    },
    'renewal-by-key-refused': {
      title: 'Somebody may have a copy of the key of {name} of {person}',
      text: 'Its key was shown from {who} to renew by EST, as this key never does. Nothing was given out, and the device is still let in. If it was not you who tried that: latchkey shut-out {id}, then have the device looked at and invite {person} again.',
    },
    'expiry-coming': {
      title: 'The key of {name} of {person} expires in {days}',
      text: 'It has not renewed itself, perhaps because the computer is seldom on. If {person} still uses it, ask them to open Latchkey on it.',
    },
    'brute-force': {
      title: 'Somebody at {subject} is guessing codes',
      text: '{failures} wrong codes or secrets came from there in a quarter of an hour. Nobody got in. Nothing needs to be done, unless it was somebody you invited: then send a new invitation.',
    },
    'brute-force-distributed': {
      title: 'Many addresses together are guessing codes',
      text: 'More than {addresses} addresses have sent wrong codes or secrets in a quarter of an hour. Nobody got in. While it lasts, people that you invite may have to try again later.',
    },
    'backup-failed': {
      title: 'The backup that was due could not be made',
      text: 'latchkey audit says why. It is tried again every minute. Perhaps the disk is full, or away.',
    },
    'ca-expiry-coming': {
      title: 'The Homelab CA expires in {days}',
      text: 'After that no key opens anything. Change it in good time: latchkey ca rotate',
    },
    'server-certificate-expiry-coming': {
      title: 'The server certificate of {subject} expires in {days}',
      text: 'It should have been renewed by now. After that no browser opens the service without a warning. Find out why: latchkey doctor',
    },
    'configuration-refused': {
      title: 'The home was started with the last valid latchkey.yaml',
      text: 'latchkey.yaml is not valid now. Everybody who could come in before still can. See what is wrong: latchkey config check',
    },
    'server-certificate-not-issued': {
      title: 'The CA gives no certificate for {subject}',
      text: 'The home asks again by itself. Why not, and how long the one that is served is good for: latchkey doctor',
    },
    'server-certificate-refused': {
      title: 'The renewed server certificate is not served',
      text: 'Something is wrong with the new files: latchkey audit says what. What was served before is served until it expires. Once the files are right, they are taken over by themselves.',
    },
    'server-certificate-recovered': {
      title: 'The home has a new server certificate',
      text: 'It is valid until {until}. Nothing needs to be done.',
    },
    'client-auth-failed': {
      title: 'The client-certificate check does not hold: the home was stopped',
      text: 'At the start somebody without a valid key got in. Nothing is served until this is corrected. Find out why: latchkey doctor',
    },
    'ca-burned': {
      title: 'The Homelab CA was replaced after a leak, and everybody is shut out',
      text: 'Done by {who}. Nobody gets in from outside until you invite them again.',
    },
    'ca-key-exported': {
      title: 'The key of the Homelab CA was exported',
      text: 'Done by {who}. Whoever has that file can sign certificates, though the home lets in only those that its registry knows. If that was not you: latchkey ca replace',
    },
    'doctor-found': {
      title: 'The doctor found something',
      text: '{subject}. See what to do: latchkey doctor',
    },
  },
} as const;
