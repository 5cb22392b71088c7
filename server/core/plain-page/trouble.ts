/** What a browser is shown in the place of a page that there is not, in the reader's language. Quotes are typographic. */
import type { Language } from '../../../shared/languages.ts';
import { plainPage } from './page.ts';

const en = {
  down: [
    'This server is restarting',
    'Wait a minute, then load the page again. Nothing is lost, and your invite still works.',
  ],
  missing: [
    'There is nothing here',
    'Were you invited? Then open the link again exactly as you got it, to its last letter. Otherwise ask the person who invited you for a new one.',
  ],
  refused: [
    'This link doesn’t work any more',
    'It was used, has expired, or has a typo. Open your invite again, or ask the person who sent it for a new one.',
  ],
  busy: ['Too many attempts', 'Wait a minute, then load the page again.'],
  failed: ['That didn’t work', 'Load the page again. If it keeps happening, tell the person who invited you.'],
} as const;

export type PageTrouble = keyof typeof en;
type Texts = Readonly<Record<PageTrouble, readonly [heading: string, text: string]>>;

const TEXTS: Readonly<Record<Language, Texts>> = {
  en,
  de: {
    down: [
      'Dieser Server startet neu',
      'Warte eine Minute und lade die Seite neu. Nichts ist verloren, und deine Einladung funktioniert noch.',
    ],
    missing: [
      'Hier ist nichts',
      'Du bist eingeladen? Dann öffne den Link noch einmal genau so, wie du ihn bekommen hast, bis zum letzten Buchstaben. Sonst bitte die Person, die dich eingeladen hat, um einen neuen.',
    ],
    refused: [
      'Dieser Link funktioniert nicht mehr',
      'Er wurde benutzt, ist abgelaufen oder hat einen Tippfehler. Öffne deine Einladung noch einmal, oder bitte die Person, die sie geschickt hat, um eine neue.',
    ],
    busy: ['Zu viele Versuche', 'Warte eine Minute und lade die Seite neu.'],
    failed: [
      'Das hat nicht geklappt',
      'Lade die Seite neu. Wenn es so bleibt, sag der Person Bescheid, die dich eingeladen hat.',
    ],
  },
  fr: {
    down: [
      'Ce serveur redémarre',
      'Attendez une minute, puis rechargez la page. Rien n’est perdu, et votre invitation fonctionne toujours.',
    ],
    missing: [
      'Il n’y a rien ici',
      'Avez-vous reçu une invitation ? Rouvrez le lien exactement comme vous l’avez reçu, jusqu’à la dernière lettre. Sinon, demandez-en un nouveau à la personne qui vous a envoyé l’invitation.',
    ],
    refused: [
      'Ce lien ne fonctionne plus',
      'Il a été utilisé, a expiré ou contient une faute de frappe. Rouvrez votre invitation, ou demandez-en une nouvelle à la personne qui l’a envoyée.',
    ],
    busy: ['Trop de tentatives', 'Attendez une minute, puis rechargez la page.'],
    failed: [
      'Cela n’a pas fonctionné',
      'Rechargez la page. Si cela se reproduit, dites-le à la personne qui vous a envoyé l’invitation.',
    ],
  },
  es: {
    down: [
      'Este servidor se está reiniciando',
      'Espera un minuto y vuelve a cargar la página. No se ha perdido nada, y tu invitación sigue funcionando.',
    ],
    missing: [
      'Aquí no hay nada',
      '¿Tienes una invitación? Abre otra vez el enlace exactamente como lo recibiste, hasta la última letra. Si no, pide uno nuevo a la persona que te invitó.',
    ],
    refused: [
      'Este enlace ya no funciona',
      'Se ha usado, ha caducado o tiene una errata. Abre otra vez tu invitación, o pide una nueva a la persona que la envió.',
    ],
    busy: ['Demasiados intentos', 'Espera un minuto y vuelve a cargar la página.'],
    failed: ['No ha funcionado', 'Vuelve a cargar la página. Si sigue pasando, díselo a la persona que te invitó.'],
  },
  nl: {
    down: [
      'Deze server start opnieuw op',
      'Wacht een minuut en laad de pagina opnieuw. Er is niets verloren en je uitnodiging werkt nog.',
    ],
    missing: [
      'Hier is niets',
      'Ben je uitgenodigd? Open de link dan nog eens precies zoals je hem kreeg, tot de laatste letter. Vraag anders een nieuwe aan degene die je heeft uitgenodigd.',
    ],
    refused: [
      'Deze link werkt niet meer',
      'Hij is gebruikt, verlopen of heeft een typefout. Open je uitnodiging nog eens, of vraag een nieuwe aan degene die haar heeft gestuurd.',
    ],
    busy: ['Te veel pogingen', 'Wacht een minuut en laad de pagina opnieuw.'],
    failed: [
      'Dat is niet gelukt',
      'Laad de pagina opnieuw. Blijft het gebeuren, zeg het dan tegen degene die je heeft uitgenodigd.',
    ],
  },
};

/** @returns HTML, as {@link plainPage} */
export function troublePage(language: Language, trouble: PageTrouble): string {
  const [heading, text] = TEXTS[language][trouble];
  return plainPage(language, { title: heading, heading, text: [text] });
}
