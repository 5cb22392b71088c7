/**
 * What the invite's page says where no script runs, in the reader's language. Texts are HTML: only `b` is used, and quotes
 * are typographic. What it says otherwise is in renderer/page/texts.
 */
import type { PageLanguage } from './language.ts';

const en = {
  title: 'You’re invited',
  text: 'Someone has given you access to photos or files on their home server. Latchkey gives your computer its own key to it; there’s no password to remember.',
  computer: 'Open this page on the computer you want to use.',
  noScript:
    'This page needs JavaScript to read the invite, and it’s switched off. You can also write the invite yourself: what comes after # in the address above, then @, then the name of this site.',
  about:
    '<b>Latchkey</b> gives invited people’s computers a key to a home server. The key is created on the computer and never leaves it. Nobody else gets in from the internet.',
};

export type LandingTexts = Readonly<Record<keyof typeof en, string>>;

export const LANDING_TEXTS: Readonly<Record<PageLanguage, LandingTexts>> = {
  en,
  de: {
    title: 'Du bist eingeladen',
    text: 'Jemand hat dir Zugang zu Fotos oder Dateien auf dem eigenen Server gegeben. Latchkey gibt deinem Computer einen eigenen Schlüssel dafür; du musst dir kein Passwort merken.',
    computer: 'Öffne diese Seite auf dem Computer, den du benutzen willst.',
    noScript:
      'Diese Seite braucht JavaScript, um die Einladung zu lesen, und es ist abgeschaltet. Du kannst sie auch selbst schreiben: was oben in der Adresse hinter # steht, dann @, dann der Name dieser Seite.',
    about:
      '<b>Latchkey</b> gibt den Computern eingeladener Menschen einen Schlüssel zu einem Server bei jemandem zu Hause. Der Schlüssel entsteht auf dem Computer und verlässt ihn nie. Aus dem Internet kommt sonst niemand hinein.',
  },
  fr: {
    title: 'Vous êtes invité',
    text: 'Quelqu’un vous a donné accès à des photos ou des fichiers sur son serveur. Latchkey donne à votre ordinateur sa propre clé ; il n’y a pas de mot de passe à retenir.',
    computer: 'Ouvrez cette page sur l’ordinateur que vous voulez utiliser.',
    noScript:
      'Cette page a besoin de JavaScript pour lire l’invitation, et il est désactivé. Vous pouvez aussi l’écrire vous-même : ce qui suit # dans l’adresse ci-dessus, puis @, puis le nom de ce site.',
    about:
      '<b>Latchkey</b> donne aux ordinateurs des invités une clé pour un serveur à la maison. La clé est créée sur l’ordinateur et ne le quitte jamais. Personne d’autre n’entre depuis internet.',
  },
  es: {
    title: 'Tienes una invitación',
    text: 'Alguien te ha dado acceso a fotos o archivos de su servidor. Latchkey da a tu equipo su propia llave; no hay ninguna contraseña que recordar.',
    computer: 'Abre esta página en el equipo que quieras usar.',
    noScript:
      'Esta página necesita JavaScript para leer la invitación, y está desactivado. También puedes escribirla tú: lo que sigue a # en la dirección de arriba, luego @, luego el nombre de este sitio.',
    about:
      '<b>Latchkey</b> da a los equipos de los invitados una llave de un servidor doméstico. La llave se crea en el equipo y nunca sale de él. Nadie más entra desde internet.',
  },
  nl: {
    title: 'Je bent uitgenodigd',
    text: 'Iemand heeft je toegang gegeven tot foto’s of bestanden op een thuisserver. Latchkey geeft je computer daarvoor een eigen sleutel; je hoeft geen wachtwoord te onthouden.',
    computer: 'Open deze pagina op de computer die je wilt gebruiken.',
    noScript:
      'Deze pagina heeft JavaScript nodig om de uitnodiging te lezen, en dat staat uit. Je kunt haar ook zelf opschrijven: wat hierboven in het adres na # staat, dan @, dan de naam van deze site.',
    about:
      '<b>Latchkey</b> geeft computers van genodigden een sleutel voor een thuisserver. De sleutel wordt op de computer gemaakt en verlaat hem nooit. Verder komt er niemand binnen vanaf internet.',
  },
};
