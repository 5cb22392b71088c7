import type { ConsoleTexts } from '../shape.ts';

/** German: what goes wrong in the console, each with what to do next. */
export const errors: ConsoleTexts['errors'] = {
  OFFLINE: {
    title: 'Dein Zuhause antwortet nicht',
    hint: 'Prüfe deine Verbindung, und ob das Zuhause läuft. Was du getippt hast, bleibt hier.',
  },
  INTERNAL: {
    title: 'Etwas ist schiefgegangen',
    hint: 'Versuch es noch einmal. Bleibt es dabei, steht die Ursache im Log des Zuhauses: latchkey doctor sagt, wo.',
  },
  REQUEST_NOT_VALID: {
    title: 'Das nimmt das Zuhause nicht an',
    hint: 'Prüfe, was du getippt hast. Stimmt es, dann lade diese Seite neu: Das Zuhause ist vielleicht neuer als sie.',
  },
  TOO_MANY_REQUESTS: { title: 'Zu viele Versuche', hint: 'Warte eine Minute, und versuch es dann noch einmal.' },
  UNAVAILABLE: { title: 'Das Zuhause ist beschäftigt', hint: 'Versuch es gleich noch einmal.' },
  HOME_NOT_RUNNING: { title: 'Das Zuhause läuft nicht', hint: 'Starte es auf seinem Rechner: latchkey up' },
  CONSOLE_KEY_MISSING: {
    title: 'Das ist die Konsole eines Zuhauses',
    hint: 'Sie öffnet sich auf dem Gerät eines Admins, mit dessen Schlüssel. Auf dem Rechner des Zuhauses bekommst du auch einen Link, der sie einmal öffnet:',
  },
  CONSOLE_KEY_NOT_VALID: {
    title: 'Der Schlüssel dieses Geräts gilt nicht mehr',
    hint: 'Er ist abgelaufen, zurückgegeben oder ausgesperrt. Auf dem Rechner des Zuhauses bekommst du einen Link, der die Konsole einmal öffnet:',
  },
  CONSOLE_KEY_REPLACED: {
    title: 'Dieses Gerät hat einen neueren Schlüssel',
    hint: 'Der Browser zeigt noch den vorigen. Schließe den Browser ganz und öffne ihn wieder, dann geht es weiter. Was du getippt hast, bleibt bis dahin hier stehen; kopiere, was du brauchst.',
  },
  CONSOLE_NOT_ADMIN: {
    title: 'Die Konsole ist für Admins',
    hint: 'Dein Schlüssel gilt für deine Dienste, gehört aber keinem Admin. Wer das Zuhause betreibt, kann das auf dessen Rechner ändern:',
  },
  CONSOLE_LINK_NOT_VALID: {
    title: 'Dieser Link öffnet die Konsole nicht',
    hint: 'Ein Link gilt einmal, fünf Minuten lang, in einem Browser zu Hause, und öffnet die Konsole für acht Stunden. Einen neuen bekommst du auf dem Rechner des Zuhauses:',
  },
  CONSOLE_TOO_MANY_PAGES: {
    title: 'Zu viele Seiten der Konsole sind offen',
    hint: 'Schließ eine davon. Bis dahin erfährt diese Seite nichts von Änderungen; was du getippt hast, bleibt.',
  },
  CONSOLE_REQUEST_REFUSED: {
    title: 'Das kam nicht von der Konsole selbst',
    hint: 'Nichts wurde geändert. Schließ andere Seiten, lade diese neu und versuch es noch einmal.',
  },
  CONFIRMATION_NEEDED: {
    title: 'Das lässt sich nicht zurücknehmen',
    hint: 'Nichts wurde geändert. Lade die Seite neu und versuch es noch einmal: Dann fragt sie nach dem Namen.',
  },
  BACKUP_KEY_MISSING: {
    title: 'Backups können noch nicht verschlüsselt werden',
    hint: 'Schreib einen Schlüssel unter „backups: to:“ in latchkey.yaml, und lade das Zuhause neu.',
  },
  NOTICES_OFF: {
    title: 'Noch erfährt es niemand',
    hint: 'Schreib einen Webhook oder eine E-Mail-Adresse unter „notices:“ in latchkey.yaml, und lade das Zuhause neu.',
  },
  NOTICE_NOT_SENT: {
    title: 'Der Hinweis wurde nicht zugestellt',
    hint: 'In den Einzelheiten steht, warum. Berichtige „notices:“ in latchkey.yaml, und versuch es noch einmal.',
  },
  USAGE: {
    title: 'Das nimmt das Zuhause nicht an',
    hint: 'In den Einzelheiten steht, was nicht stimmt. Nichts wurde geändert.',
  },
  DEVICE_NOT_FOUND: { title: 'Dieses Gerät gibt es nicht', hint: 'Such es in der Liste der Geräte.' },
  DEVICE_NOT_LET_IN: {
    title: 'Dieses Gerät lässt sich nicht wieder einlassen',
    hint: 'Keiner seiner Schlüssel gilt noch. Lade die Person noch einmal ein.',
  },
  PERSON_NOT_FOUND: { title: 'Niemand heißt so', hint: 'Such in der Liste der Personen.' },
  INVITATION_NOT_FOUND: {
    title: 'Diese Einladung ist nicht mehr offen',
    hint: 'Sie wurde benutzt, ist abgelaufen oder zurückgenommen. Im Protokoll steht, was zutrifft.',
  },
  SERVICE_NOT_FOUND: {
    title: 'Diesen Dienst gibt es nicht mehr',
    hint: 'latchkey.yaml wurde inzwischen geändert. Sonst wurde nichts geändert.',
  },
  CONNECTIONS_NOT_ENDED: {
    title: 'Die Änderung gilt, aber offene Verbindungen ließen sich nicht beenden',
    hint: 'Neues lässt sich nicht öffnen. HAProxy antwortet nicht; sobald es antwortet, beendet das Zuhause die offenen Verbindungen. Starte das Zuhause neu, um sie jetzt zu beenden.',
  },
  FOLDER_NOT_WRITABLE: {
    title: 'In den Ordner kann nicht geschrieben werden',
    hint: 'Prüfe auf dem Rechner des Zuhauses, wem er gehört, wer schreiben darf, und ob die Platte voll ist.',
  },
};
