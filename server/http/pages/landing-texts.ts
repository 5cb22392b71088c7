/** What the invite's page says, in the reader's language. Texts are HTML: only `b` is used, and quotes are typographic. */
import type { PageLanguage } from './language.ts';

const en = {
  title: 'You’re invited',
  text: 'Someone has given you access to photos or files on their home server. Latchkey gives your computer its own key to it; there’s no password to remember.',
  phone:
    '<b>This doesn’t work on a phone or tablet yet.</b> Send this page to yourself and open it on the computer you want to use.',
  send: 'Send it to my computer',
  open: 'Open in Latchkey',
  computer: 'Open this page on the computer you want to use.',
  getIt: 'No Latchkey yet? Get it for {links}.',
  askWhere: 'No Latchkey yet? Ask the person who invited you where to get it, then come back to this page.',
  sums: 'SHA-256 of the downloads',
  nothing: 'Nothing happened? Copy your invite and paste it into Latchkey:',
  copy: 'Copy invite',
  copied: 'Copied.',
  marked: 'Please copy the selected text.',
  once: 'It works once, for one computer, and expires soon. Whoever uses it first gets access: keep it to yourself.',
  noInvite: 'This link has no invite in it',
  again: 'Were you invited? Then open the link again exactly as you got it, to its last letter.',
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
    phone:
      '<b>Auf Handy und Tablet geht das noch nicht.</b> Schick dir diese Seite selbst und öffne sie auf dem Computer, den du benutzen willst.',
    send: 'An meinen Computer schicken',
    open: 'In Latchkey öffnen',
    computer: 'Öffne diese Seite auf dem Computer, den du benutzen willst.',
    getIt: 'Noch kein Latchkey? Hol es dir für {links}.',
    askWhere:
      'Noch kein Latchkey? Frag die Person, die dich eingeladen hat, wo du es bekommst, und komm dann hierher zurück.',
    sums: 'SHA-256 der Downloads',
    nothing: 'Nichts passiert? Kopiere deine Einladung und füge sie in Latchkey ein:',
    copy: 'Einladung kopieren',
    copied: 'Kopiert.',
    marked: 'Bitte kopiere den markierten Text.',
    once: 'Sie gilt einmal, für einen Computer, und läuft bald ab. Wer sie zuerst benutzt, bekommt Zugang: Behalte sie für dich.',
    noInvite: 'In diesem Link steht keine Einladung',
    again:
      'Wurdest du eingeladen? Dann öffne den Link noch einmal genau so, wie du ihn bekommen hast, bis zum letzten Zeichen.',
    noScript:
      'Diese Seite braucht JavaScript, um die Einladung zu lesen, und es ist abgeschaltet. Du kannst sie auch selbst schreiben: was oben in der Adresse hinter # steht, dann @, dann der Name dieser Seite.',
    about:
      '<b>Latchkey</b> gibt den Computern eingeladener Menschen einen Schlüssel zu einem Server bei jemandem zu Hause. Der Schlüssel entsteht auf dem Computer und verlässt ihn nie. Aus dem Internet kommt sonst niemand hinein.',
  },
  fr: {
    title: 'Vous êtes invité',
    text: 'Quelqu’un vous a donné accès à des photos ou des fichiers sur son serveur. Latchkey donne à votre ordinateur sa propre clé ; il n’y a pas de mot de passe à retenir.',
    phone:
      '<b>Cela ne fonctionne pas encore sur un téléphone ou une tablette.</b> Envoyez-vous cette page et ouvrez-la sur l’ordinateur que vous voulez utiliser.',
    send: 'L’envoyer à mon ordinateur',
    open: 'Ouvrir dans Latchkey',
    computer: 'Ouvrez cette page sur l’ordinateur que vous voulez utiliser.',
    getIt: 'Pas encore de Latchkey ? Téléchargez-le pour {links}.',
    askWhere:
      'Pas encore de Latchkey ? Demandez à la personne qui vous a invité où l’obtenir, puis revenez sur cette page.',
    sums: 'SHA-256 des téléchargements',
    nothing: 'Rien ne s’est passé ? Copiez votre invitation et collez-la dans Latchkey :',
    copy: 'Copier l’invitation',
    copied: 'Copié.',
    marked: 'Veuillez copier le texte sélectionné.',
    once: 'Elle sert une fois, pour un ordinateur, et expire bientôt. Le premier qui l’utilise obtient l’accès : gardez-la pour vous.',
    noInvite: 'Ce lien ne contient pas d’invitation',
    again:
      'Avez-vous été invité ? Alors rouvrez le lien exactement tel que vous l’avez reçu, jusqu’au dernier caractère.',
    noScript:
      'Cette page a besoin de JavaScript pour lire l’invitation, et il est désactivé. Vous pouvez aussi l’écrire vous-même : ce qui suit # dans l’adresse ci-dessus, puis @, puis le nom de ce site.',
    about:
      '<b>Latchkey</b> donne aux ordinateurs des invités une clé pour un serveur à la maison. La clé est créée sur l’ordinateur et ne le quitte jamais. Personne d’autre n’entre depuis internet.',
  },
  es: {
    title: 'Tienes una invitación',
    text: 'Alguien te ha dado acceso a fotos o archivos de su servidor. Latchkey da a tu equipo su propia llave; no hay ninguna contraseña que recordar.',
    phone:
      '<b>Esto aún no funciona en un teléfono o una tableta.</b> Envíate esta página y ábrela en el equipo que quieras usar.',
    send: 'Enviarla a mi equipo',
    open: 'Abrir en Latchkey',
    computer: 'Abre esta página en el equipo que quieras usar.',
    getIt: '¿Aún no tienes Latchkey? Descárgalo para {links}.',
    askWhere: '¿Aún no tienes Latchkey? Pregunta a la persona que te invitó dónde conseguirlo y vuelve a esta página.',
    sums: 'SHA-256 de las descargas',
    nothing: '¿No ha pasado nada? Copia tu invitación y pégala en Latchkey:',
    copy: 'Copiar la invitación',
    copied: 'Copiado.',
    marked: 'Copia el texto seleccionado.',
    once: 'Sirve una vez, para un equipo, y caduca pronto. Quien la use primero obtiene el acceso: no la compartas.',
    noInvite: 'Este enlace no tiene ninguna invitación',
    again: '¿Te invitaron? Entonces abre otra vez el enlace tal como lo recibiste, hasta la última letra.',
    noScript:
      'Esta página necesita JavaScript para leer la invitación, y está desactivado. También puedes escribirla tú: lo que sigue a # en la dirección de arriba, luego @, luego el nombre de este sitio.',
    about:
      '<b>Latchkey</b> da a los equipos de los invitados una llave de un servidor doméstico. La llave se crea en el equipo y nunca sale de él. Nadie más entra desde internet.',
  },
  nl: {
    title: 'Je bent uitgenodigd',
    text: 'Iemand heeft je toegang gegeven tot foto’s of bestanden op een thuisserver. Latchkey geeft je computer daarvoor een eigen sleutel; je hoeft geen wachtwoord te onthouden.',
    phone:
      '<b>Dit werkt nog niet op een telefoon of tablet.</b> Stuur deze pagina naar jezelf en open haar op de computer die je wilt gebruiken.',
    send: 'Naar mijn computer sturen',
    open: 'Openen in Latchkey',
    computer: 'Open deze pagina op de computer die je wilt gebruiken.',
    getIt: 'Nog geen Latchkey? Download het voor {links}.',
    askWhere: 'Nog geen Latchkey? Vraag degene die je heeft uitgenodigd waar je het krijgt, en kom dan hier terug.',
    sums: 'SHA-256 van de downloads',
    nothing: 'Gebeurde er niets? Kopieer je uitnodiging en plak haar in Latchkey:',
    copy: 'Uitnodiging kopiëren',
    copied: 'Gekopieerd.',
    marked: 'Kopieer de geselecteerde tekst.',
    once: 'Ze werkt één keer, voor één computer, en verloopt snel. Wie haar het eerst gebruikt, krijgt toegang: houd haar voor jezelf.',
    noInvite: 'In deze link staat geen uitnodiging',
    again: 'Ben je uitgenodigd? Open de link dan nog eens precies zoals je hem kreeg, tot de laatste letter.',
    noScript:
      'Deze pagina heeft JavaScript nodig om de uitnodiging te lezen, en dat staat uit. Je kunt haar ook zelf opschrijven: wat hierboven in het adres na # staat, dan @, dan de naam van deze site.',
    about:
      '<b>Latchkey</b> geeft computers van genodigden een sleutel voor een thuisserver. De sleutel wordt op de computer gemaakt en verlaat hem nooit. Verder komt er niemand binnen vanaf internet.',
  },
};
