import type { Texts } from '../shape.ts';

export const errors: Texts['errors'] = {
  INVITATION_NOT_VALID: {
    title: 'Dieser Code öffnet nichts',
    hint: 'Er ist vielleicht vertippt, schon benutzt oder zu alt. Vergleiche ihn mit deiner Einladung, oder bitte um eine neue.',
  },
  INVITE_NOT_VALID: {
    title: 'Das ist keine vollständige Einladung',
    hint: 'Kopiere die ganze Einladung noch einmal: den Code, das @ und den Namen dahinter.',
  },
  TOO_MANY_REQUESTS: {
    title: 'Das waren zu viele Versuche',
    hint: 'Warte ein paar Minuten und versuche es dann noch einmal.',
  },
  RENEWAL_NOT_PROVEN: {
    title: 'Der neue Schlüssel wurde nicht eingelassen',
    hint: 'Dein bisheriger Schlüssel bleibt in Gebrauch.',
  },
  RENEWAL_TOO_LATE: {
    title: 'Dein Schlüssel ist vor zu langer Zeit abgelaufen',
    hint: 'Bitte die Person, die dich eingeladen hat, um eine neue Einladung.',
  },
  DEVICE_SHUT_OUT: {
    title: 'Dieser Computer wurde ausgesperrt',
    hint: 'Frag die Person, die dich eingeladen hat. Vielleicht hat jemand eine Kopie der Geheimnisse dieses Computers benutzt.',
  },
  BACKGROUND_FAILED: {
    title: 'Dieser Computer hat die tägliche Aufgabe nicht angenommen',
    hint: 'Öffne Latchkey ab und zu: Dann erneuert es deinen Schlüssel.',
  },
  RENEWAL_SECRET_NOT_VALID: {
    title: 'Das Zuhause kennt diesen Computer nicht mehr',
    hint: 'Bitte die Person, die dich eingeladen hat, um eine neue Einladung.',
  },
  INTERNAL: {
    title: 'Etwas ist schiefgegangen',
    hint: 'Versuche es noch einmal. Passiert es wieder, schicke die Einzelheiten an die Person, die dich eingeladen hat.',
  },
  UNAVAILABLE: {
    title: 'Das Zuhause ist beschäftigt',
    hint: 'Versuche es gleich noch einmal.',
  },
  MISUNDERSTOOD: {
    title: 'Latchkey und das Zuhause verstehen einander nicht',
    hint: 'Wahrscheinlich ist eines von beiden zu alt. Hole das neueste Latchkey; hilft das nicht, sag es der Person, die dich eingeladen hat.',
  },
  HOME_NOT_FOUND: {
    title: 'Das Zuhause wurde nicht gefunden',
    hint: 'Vergleiche den Namen hinter dem @ mit deiner Einladung, und prüfe deine Internetverbindung.',
  },
  HOME_NOT_REACHED: {
    title: 'Das Zuhause antwortet nicht',
    hint: 'Prüfe deine Internetverbindung und versuche es noch einmal. Bleibt es so, sag es der Person, die dich eingeladen hat.',
  },
  HOME_NOT_TRUSTED: {
    title: 'Das ist vielleicht nicht das richtige Zuhause',
    hint: 'Es konnte nicht zeigen, dass es das aus deiner Einladung ist. Mach nicht weiter, und sag es der Person, die dich eingeladen hat.',
  },
  CLOCK_WRONG: {
    title: 'Die Uhr dieses Computers geht falsch',
    hint: 'Stelle Datum und Uhrzeit auf automatisch und versuche es noch einmal. Stimmen sie schon, mach nicht weiter, und sag es der Person, die dich eingeladen hat.',
  },
  HOME_ANSWER_NOT_VALID: {
    title: 'Die Antwort des Zuhauses ergibt keinen Sinn',
    hint: 'Es wurde kein Schlüssel installiert. Sag es der Person, die dich eingeladen hat.',
  },
  HOME_CLAIMS_TOO_MUCH: {
    title: 'Dieses Zuhause beansprucht mehr, als ihm gehört',
    hint: 'Es wurde nichts installiert. Sag es der Person, die dich eingeladen hat; in den Details steht, was es beansprucht.',
  },
  CERTIFICATE_NOT_ACCEPTABLE: {
    title: 'Das Zuhause hat einen Schlüssel für jemand anderen geschickt',
    hint: 'Es wurde nichts installiert. Sag es der Person, die dich eingeladen hat.',
  },
  VAULT_NOT_AVAILABLE: {
    title: 'Dieser Computer hat keinen sicheren Ort für einen Schlüssel',
    hint: 'Er braucht einen Passwortspeicher wie GNOME Keyring oder KWallet. Installiere einen, melde dich neu an und versuche es noch einmal.',
  },
  VAULT_LOCKED: {
    title: 'Der sichere Ort für deinen Schlüssel ist abgeschlossen',
    hint: 'Versuche es noch einmal, und gib das Passwort ein, mit dem du dich anmeldest, wenn dein Computer danach fragt.',
  },
  VAULT_SEALED_ELSEWHERE: {
    title: 'Dieser Schlüssel gehört zu einem anderen Computer',
    hint: 'Oder die Datei, die ihn hier öffnet, ist weg. Bitte die Person, die dich eingeladen hat, um eine neue Einladung für diesen Computer.',
  },
  STORE_TOOL_MISSING: {
    title: 'Ein Hilfsprogramm fehlt',
    hint: 'Es legt Schlüssel in Browser. Bei Debian, Ubuntu und Mint steckt es im Paket libnss3-tools. Installiere es, und versuche es dann noch einmal.',
  },
  STORE_LOCKED: {
    title: 'Der Browser schützt seine Schlüssel mit einem Passwort',
    hint: 'Gib es ein, wenn der Browser danach fragt, und versuche es hier noch einmal.',
  },
  STORE_FAILED: {
    title: 'Dein Schlüssel konnte nicht dorthin, wo deine Browser suchen',
    hint: 'Schließe deine Browser und versuche es noch einmal.',
  },
  STORE_NOT_SUPPORTED: {
    title: 'Auf diesem System kann Latchkey noch keine Schlüssel in Browser legen',
    hint: 'Benutze einen Computer mit macOS, Windows oder Linux.',
  },
  KEY_LOST: {
    title: 'Der angefangene Schlüssel ist nicht mehr auf diesem Computer',
    hint: 'Fang mit einer neuen Einladung noch einmal an.',
  },
  KEY_NOT_COPIED: {
    title: 'Kein Browser gibt deinen Schlüssel heraus',
    hint: 'Entferne diesen Computer und benutze eine neue Einladung.',
  },
  CLIENT_BUSY: {
    title: 'Latchkey arbeitet gerade schon',
    hint: 'Lass es fertig werden und versuche es dann noch einmal.',
  },
  NOT_ENROLLED: {
    title: 'Dieser Computer hat keinen Schlüssel zu diesem Zuhause',
    hint: 'Benutze zuerst eine Einladung.',
  },
  JOURNAL_DAMAGED: {
    title: 'Latchkey kann seine eigenen Notizen nicht lesen',
    hint: 'Die Einzelheiten nennen die Datei. Verschiebe sie, und fang mit einer neuen Einladung noch einmal an.',
  },
};
