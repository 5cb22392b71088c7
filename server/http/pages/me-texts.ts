/** What the page says that tries a key. Texts are HTML; names are filled in as HTML. */
import type { Language } from '../../../shared/languages.ts';

const en = {
  active: 'Your key works',
  activeText: '{device} of {person} is let in until {end}.',
  opens: 'It opens:',
  nothing: 'It opens nothing yet. Ask {ask}.',
  soon: 'It ends soon. Ask {ask} for a new invite before then.',
  none: 'No key was shown',
  noneText:
    'Either this device has no key here yet, or the browser was told not to show it. Close the browser completely, open this page again, and choose the key when it asks.',
  ended: 'This key no longer works',
  endedText: 'It has expired, was replaced or was switched off. For a new invite, ask {ask}.',
  unknown: 'This key is not from here',
  anybody: 'the person who invited you',
};

export type MeTexts = Readonly<Record<keyof typeof en, string>>;

export const ME_TEXTS: Readonly<Record<Language, MeTexts>> = {
  en,
  de: {
    active: 'Dein Schlüssel funktioniert',
    activeText: '{device} von {person} kommt hinein bis {end}.',
    opens: 'Er öffnet:',
    nothing: 'Er öffnet noch nichts. Frag {ask}.',
    soon: 'Er läuft bald ab. Bitte {ask} vorher um eine neue Einladung.',
    none: 'Es wurde kein Schlüssel gezeigt',
    noneText:
      'Entweder hat dieses Gerät hier noch keinen Schlüssel, oder der Browser soll ihn nicht zeigen. Beende den Browser ganz, öffne diese Seite noch einmal und wähle den Schlüssel, wenn er fragt.',
    ended: 'Dieser Schlüssel funktioniert nicht mehr',
    endedText: 'Er ist abgelaufen, ersetzt oder abgeschaltet. Wegen einer neuen Einladung frag {ask}.',
    unknown: 'Dieser Schlüssel ist nicht von hier',
    anybody: 'die Person, die dich eingeladen hat',
  },
  fr: {
    active: 'Votre clé fonctionne',
    activeText: '{device} de {person} a accès jusqu’au {end}.',
    opens: 'Elle ouvre :',
    nothing: 'Elle n’ouvre encore rien. Demandez à {ask}.',
    soon: 'Elle expire bientôt. Demandez avant cela une nouvelle invitation à {ask}.',
    none: 'Aucune clé n’a été montrée',
    noneText:
      'Soit cet appareil n’a pas encore de clé ici, soit le navigateur ne doit pas la montrer. Fermez complètement le navigateur, rouvrez cette page et choisissez la clé quand il le demande.',
    ended: 'Cette clé ne fonctionne plus',
    endedText: 'Elle a expiré, a été remplacée ou désactivée. Pour une nouvelle invitation, demandez à {ask}.',
    unknown: 'Cette clé n’est pas d’ici',
    anybody: 'la personne qui vous a invité',
  },
  es: {
    active: 'Tu llave funciona',
    activeText: '{device} de {person} tiene acceso hasta el {end}.',
    opens: 'Abre:',
    nothing: 'Todavía no abre nada. Pregunta a {ask}.',
    soon: 'Caduca pronto. Pide antes una nueva invitación a {ask}.',
    none: 'No se ha mostrado ninguna llave',
    noneText:
      'O este dispositivo aún no tiene llave aquí, o el navegador no debe mostrarla. Cierra del todo el navegador, abre otra vez esta página y elige la llave cuando pregunte.',
    ended: 'Esta llave ya no funciona',
    endedText: 'Ha caducado, se ha sustituido o se ha desactivado. Para una nueva invitación, pregunta a {ask}.',
    unknown: 'Esta llave no es de aquí',
    anybody: 'la persona que te invitó',
  },
  nl: {
    active: 'Je sleutel werkt',
    activeText: '{device} van {person} heeft toegang tot {end}.',
    opens: 'Hij opent:',
    nothing: 'Hij opent nog niets. Vraag het {ask}.',
    soon: 'Hij verloopt binnenkort. Vraag voor die tijd een nieuwe uitnodiging aan {ask}.',
    none: 'Er is geen sleutel getoond',
    noneText:
      'Of dit apparaat heeft hier nog geen sleutel, of de browser mag hem niet tonen. Sluit de browser helemaal, open deze pagina opnieuw en kies de sleutel als erom gevraagd wordt.',
    ended: 'Deze sleutel werkt niet meer',
    endedText: 'Hij is verlopen, vervangen of uitgezet. Voor een nieuwe uitnodiging kun je terecht bij {ask}.',
    unknown: 'Deze sleutel is niet van hier',
    anybody: 'degene die je heeft uitgenodigd',
  },
};
