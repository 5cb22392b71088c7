/** The message that goes with an invitation, in every language. */
import type { Language } from '../../../shared/languages.ts';

/** What the invitation is for; `either` where nobody has said. */
export const INVITED_FOR = ['computer', 'phone', 'either'] as const;
export type InvitedFor = (typeof INVITED_FOR)[number];

interface Texts {
  readonly hello: string;
  /** Followed by the link. */
  readonly open: Readonly<Record<InvitedFor, string>>;
  /** Followed by the invite. */
  readonly paste: string;
  /** Before where the app is. Phones and tablets need none. */
  readonly needs: Readonly<Record<Exclude<InvitedFor, 'phone'>, string>>;
  /** Followed by the addresses of the app. */
  readonly get: string;
  /** Instead of addresses: ask whoever sends the message, or somebody else. */
  readonly askMe: string;
  readonly askThem: string;
  readonly once: string;
}

export const INVITATION_TEXTS: Readonly<Record<Language, Texts>> = {
  en: {
    hello: 'Hello {person},\n\nyou have been given access to {home}.',
    open: {
      computer: 'Open this link on the computer that you want to use. The page shows you what to do:',
      phone: 'Open this link on the phone or tablet that you want to use. The page shows you what to do:',
      either: 'Open this link on the phone or computer that you want to use. The page shows you what to do:',
    },
    paste: 'Open Latchkey on the computer that you want to use, and paste this whole message into it:',
    needs: {
      computer: 'No Latchkey on it yet?',
      either: 'A computer needs the app Latchkey for it, a phone or tablet does not.',
    },
    get: 'Get it here:',
    askMe: 'Ask me where to get it.',
    askThem: 'Ask {whom} where to get it.',
    once: 'It works once, for one device, until {when}. Please do not pass it on.',
  },
  de: {
    hello: 'Hallo {person},\n\ndu hast Zugang zu {home} bekommen.',
    open: {
      computer: 'Öffne diesen Link auf dem Computer, den du benutzen möchtest. Die Seite zeigt dir, was zu tun ist:',
      phone:
        'Öffne diesen Link auf dem Telefon oder Tablet, das du benutzen möchtest. Die Seite zeigt dir, was zu tun ist:',
      either:
        'Öffne diesen Link auf dem Telefon oder Computer, den du benutzen möchtest. Die Seite zeigt dir, was zu tun ist:',
    },
    paste: 'Öffne Latchkey auf dem Computer, den du benutzen möchtest, und füge dort diese ganze Nachricht ein:',
    needs: {
      computer: 'Latchkey ist noch nicht darauf?',
      either: 'Ein Computer braucht dafür die App Latchkey, ein Telefon oder Tablet nicht.',
    },
    get: 'Hier gibt es sie:',
    askMe: 'Frag mich, wo du sie bekommst.',
    askThem: 'Frag {whom}, wo du sie bekommst.',
    once: 'Das geht einmal, für ein Gerät, bis {when}. Bitte gib die Nachricht nicht weiter.',
  },
  fr: {
    hello: 'Bonjour {person},\n\nvous avez maintenant accès à {home}.',
    open: {
      computer: 'Ouvrez ce lien sur l’ordinateur que vous voulez utiliser. La page vous montre quoi faire :',
      phone:
        'Ouvrez ce lien sur le téléphone ou la tablette que vous voulez utiliser. La page vous montre quoi faire :',
      either:
        'Ouvrez ce lien sur le téléphone ou l’ordinateur que vous voulez utiliser. La page vous montre quoi faire :',
    },
    paste: 'Ouvrez Latchkey sur l’ordinateur que vous voulez utiliser, et collez-y tout ce message :',
    needs: {
      computer: 'Latchkey n’y est pas encore ?',
      either: 'Un ordinateur a besoin de l’application Latchkey pour cela, un téléphone ou une tablette non.',
    },
    get: 'Elle est ici :',
    askMe: 'Demandez-moi où la trouver.',
    askThem: 'Demandez à {whom} où la trouver.',
    once: 'Cela marche une seule fois, pour un seul appareil, jusqu’au {when}. Merci de ne pas transmettre ce message.',
  },
  es: {
    hello: 'Hola, {person}:\n\nya tienes acceso a {home}.',
    open: {
      computer: 'Abre este enlace en el ordenador que quieras usar. La página te muestra qué hacer:',
      phone: 'Abre este enlace en el teléfono o la tableta que quieras usar. La página te muestra qué hacer:',
      either: 'Abre este enlace en el teléfono u ordenador que quieras usar. La página te muestra qué hacer:',
    },
    paste: 'Abre Latchkey en el ordenador que quieras usar y pega en él todo este mensaje:',
    needs: {
      computer: '¿Aún no tiene la aplicación Latchkey?',
      either: 'Un ordenador necesita para ello la aplicación Latchkey; un teléfono o una tableta, no.',
    },
    get: 'Está aquí:',
    askMe: 'Pregúntame dónde conseguirla.',
    askThem: 'Pregunta a {whom} dónde conseguirla.',
    once: 'Funciona una sola vez, para un solo dispositivo, hasta el {when}. No pases este mensaje a nadie, por favor.',
  },
  nl: {
    hello: 'Hallo {person},\n\nje hebt toegang gekregen tot {home}.',
    open: {
      computer: 'Open deze link op de computer die je wilt gebruiken. De pagina laat zien wat je moet doen:',
      phone: 'Open deze link op de telefoon of tablet die je wilt gebruiken. De pagina laat zien wat je moet doen:',
      either: 'Open deze link op de telefoon of computer die je wilt gebruiken. De pagina laat zien wat je moet doen:',
    },
    paste: 'Open Latchkey op de computer die je wilt gebruiken en plak daar dit hele bericht in:',
    needs: {
      computer: 'Staat Latchkey er nog niet op?',
      either: 'Een computer heeft daarvoor de app Latchkey nodig, een telefoon of tablet niet.',
    },
    get: 'Je vindt hem hier:',
    askMe: 'Vraag mij waar je hem vindt.',
    askThem: 'Vraag {whom} waar je hem vindt.',
    once: 'Dit werkt één keer, voor één apparaat, tot {when}. Geef dit bericht niet door.',
  },
};
