/**
 * What the invite's page says where no script runs, in the reader's language. Texts are HTML: only `b` is used, and quotes
 * are typographic. What it says otherwise is in renderer/page/texts.
 */
import type { Language } from '../../../shared/languages.ts';

const en = {
  title: 'You’re invited',
  text: 'Someone has given you access to photos or files on their home server. Your device gets its own key to it; there’s no password to remember.',
  where: 'Open this page on the device that you want to use.',
  noScript:
    'This page needs JavaScript to read the invite, and it’s switched off. You can also write the invite yourself: what comes after # in the address above, then @, then the name of this site.',
  about:
    '<b>Latchkey</b> gives invited people’s devices a key to a home server. Nobody else gets in from the internet.',
};

export type LandingTexts = Readonly<Record<keyof typeof en, string>>;

export const LANDING_TEXTS: Readonly<Record<Language, LandingTexts>> = {
  en,
  de: {
    title: 'Du bist eingeladen',
    text: 'Jemand hat dir Zugang zu Fotos oder Dateien auf dem eigenen Server gegeben. Dein Gerät bekommt einen eigenen Schlüssel dafür; du musst dir kein Passwort merken.',
    where: 'Öffne diese Seite auf dem Gerät, das du benutzen willst.',
    noScript:
      'Diese Seite braucht JavaScript, um die Einladung zu lesen, und es ist abgeschaltet. Du kannst sie auch selbst schreiben: was oben in der Adresse hinter # steht, dann @, dann der Name dieser Seite.',
    about:
      '<b>Latchkey</b> gibt den Geräten eingeladener Menschen einen Schlüssel zu einem Server bei jemandem zu Hause. Aus dem Internet kommt sonst niemand hinein.',
  },
  fr: {
    title: 'Vous avez reçu une invitation',
    text: 'Quelqu’un vous a donné accès à des photos ou des fichiers sur son serveur. Votre appareil reçoit sa propre clé ; il n’y a pas de mot de passe à retenir.',
    where: 'Ouvrez cette page sur l’appareil que vous voulez utiliser.',
    noScript:
      'Cette page a besoin de JavaScript pour lire l’invitation, et il est désactivé. Vous pouvez aussi l’écrire vous-même : ce qui suit # dans l’adresse ci-dessus, puis @, puis le nom de ce site.',
    about:
      '<b>Latchkey</b> donne aux appareils des invités une clé pour un serveur à la maison. Personne d’autre n’entre depuis internet.',
  },
  es: {
    title: 'Tienes una invitación',
    text: 'Alguien te ha dado acceso a fotos o archivos de su servidor. Tu dispositivo recibe su propia llave; no hay ninguna contraseña que recordar.',
    where: 'Abre esta página en el dispositivo que quieras usar.',
    noScript:
      'Esta página necesita JavaScript para leer la invitación, y está desactivado. También puedes escribirla tú: lo que sigue a # en la dirección de arriba, luego @, luego el nombre de este sitio.',
    about:
      '<b>Latchkey</b> da a los dispositivos de los invitados una llave de un servidor doméstico. Nadie más entra desde internet.',
  },
  nl: {
    title: 'Je bent uitgenodigd',
    text: 'Iemand heeft je toegang gegeven tot foto’s of bestanden op een thuisserver. Je apparaat krijgt daarvoor een eigen sleutel; je hoeft geen wachtwoord te onthouden.',
    where: 'Open deze pagina op het apparaat dat je wilt gebruiken.',
    noScript:
      'Deze pagina heeft JavaScript nodig om de uitnodiging te lezen, en dat staat uit. Je kunt hem ook zelf opschrijven: wat hierboven in het adres na # staat, dan @, dan de naam van deze site.',
    about:
      '<b>Latchkey</b> geeft apparaten van genodigden een sleutel voor een thuisserver. Verder komt er niemand binnen vanaf internet.',
  },
};
