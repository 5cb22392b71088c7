import type { Texts } from '../shape.ts';

export const errors: Texts['errors'] = {
  INVITATION_NOT_VALID: {
    title: 'Diese Einladung funktioniert nicht',
    hint: 'Vielleicht ist ein Tippfehler darin, oder sie ist schon benutzt oder abgelaufen. Vergleiche sie mit der Nachricht, oder bitte {{contact}} um eine neue.',
  },
  INVITE_NOT_VALID: {
    title: 'Diese Einladung ist nicht vollständig',
    hint: 'Kopiere die ganze Einladung noch einmal: den Code, das @ und die Adresse dahinter.',
  },
  TOO_MANY_REQUESTS: {
    title: 'Zu viele Versuche',
    hint: 'Warte ein paar Minuten und versuche es dann noch einmal.',
  },
  RENEWAL_NOT_PROVEN: {
    title: 'Der neue Schlüssel hat nicht funktioniert',
    hint: 'Dein bisheriger Schlüssel bleibt in Gebrauch. Latchkey versucht es von selbst noch einmal.',
  },
  RENEWAL_TOO_LATE: {
    title: 'Dein Schlüssel ist abgelaufen',
    hint: 'Das ist zu lange her, um ihn zu erneuern. Bitte {{contact}} um eine neue Einladung.',
  },
  APP_TOO_OLD: {
    title: 'Latchkey braucht ein Update',
    hint: 'Diese Version ist zu alt für den Server. Hol dir die neueste und versuche es dann noch einmal.',
  },
  DEVICE_SHUT_OUT: {
    title: 'Der Zugang ist für diesen Computer abgeschaltet',
    hint: 'Wenn du das nicht erwartet hast, frag {{contact}}.',
  },
  BACKGROUND_FAILED: {
    title: 'Die automatische Erneuerung ließ sich nicht einschalten',
    hint: 'Öffne Latchkey ab und zu: Dann erneuert es deinen Schlüssel.',
  },
  RENEWAL_SECRET_NOT_VALID: {
    title: 'Dieser Computer wird nicht mehr erkannt',
    hint: 'Bitte {{contact}} um eine neue Einladung.',
  },
  INTERNAL: {
    title: 'Etwas ist schiefgegangen',
    hint: 'Versuche es noch einmal. Passiert es wieder, schicke die Einzelheiten an {{contact}}.',
  },
  UNAVAILABLE: {
    title: 'Der Server ist beschäftigt',
    hint: 'Versuche es gleich noch einmal.',
  },
  MISUNDERSTOOD: {
    title: 'Latchkey und der Server verstehen einander nicht',
    hint: 'Wahrscheinlich ist eines von beiden veraltet. Öffne den Link deiner Einladung im Browser: Auf der Seite gibt es das neueste Latchkey. Hilft das nicht, frag {{contact}}.',
  },
  HOME_NOT_FOUND: {
    title: 'Der Server wurde nicht gefunden',
    hint: 'Vergleiche die Adresse hinter dem @ mit deiner Einladung, und prüfe deine Internetverbindung.',
  },
  HOME_NOT_REACHED: {
    title: 'Der Server antwortet nicht',
    hint: 'Prüfe deine Internetverbindung und versuche es noch einmal. Bleibt es so, frag {{contact}}.',
  },
  HOME_NOT_TRUSTED: {
    title: 'Das ist vielleicht der falsche Server',
    hint: 'Er konnte nicht beweisen, dass er der aus deiner Einladung ist. Mach hier nicht weiter, und frag {{contact}}.',
  },
  CLOCK_WRONG: {
    title: 'Die Uhr dieses Computers geht falsch',
    hint: 'Stelle Datum und Uhrzeit auf automatisch und versuche es noch einmal. Stimmen sie schon, mach nicht weiter, und frag {{contact}}.',
  },
  HOME_ANSWER_NOT_VALID: {
    title: 'Latchkey kann die Antwort des Servers nicht lesen',
    hint: 'Es wurde kein Schlüssel installiert. Bitte {{contact}} um Hilfe.',
  },
  HOME_CLAIMS_TOO_MUCH: {
    title: 'Dieser Server beansprucht Adressen, die ihm nicht gehören',
    hint: 'Es wurde nichts installiert. Mach hier nicht weiter, und frag {{contact}}.',
  },
  CERTIFICATE_NOT_ACCEPTABLE: {
    title: 'Der Server hat einen Schlüssel geschickt, der nicht für diesen Computer ist',
    hint: 'Es wurde nichts installiert. Bitte {{contact}} um Hilfe.',
  },
  VAULT_NOT_AVAILABLE: {
    title: 'Dieser Computer hat keinen Passwortspeicher',
    hint: 'Latchkey legt deinen Schlüssel in einen, etwa GNOME Keyring oder KWallet. Installiere einen, melde dich neu an und versuche es noch einmal.',
  },
  VAULT_LOCKED: {
    title: 'Dein Passwortspeicher ist gesperrt',
    hint: 'Versuche es noch einmal, und gib das Passwort ein, mit dem du dich anmeldest, wenn dein Computer danach fragt.',
  },
  VAULT_SEALED_ELSEWHERE: {
    title: 'Dieser Schlüssel gehört zu einem anderen Computer',
    hint: 'Oder die Datei, die ihn hier öffnet, fehlt. Bitte {{contact}} um eine neue Einladung für diesen Computer.',
  },
  STORE_TOOL_MISSING: {
    title: 'Ein Hilfsprogramm fehlt',
    hint: 'Latchkey braucht es, um Schlüssel in Browser zu legen. Installiere bei Debian, Ubuntu und Mint das Paket libnss3-tools, und versuche es dann noch einmal.',
  },
  STORE_LOCKED: {
    title: 'Dieser Browser schützt seine Schlüssel mit einem Passwort',
    hint: 'Latchkey fragt danach, wenn du deinen Schlüssel hinzufügst. In Firefox heißt es Hauptpasswort.',
  },
  STORE_FAILED: {
    title: 'Dein Schlüssel konnte nicht in deine Browser gelegt werden',
    hint: 'Schließe deine Browser und versuche es noch einmal.',
  },
  STORE_NOT_SUPPORTED: {
    title: 'Auf diesem System kann Latchkey noch keine Schlüssel in Browser legen',
    hint: 'Es geht unter macOS, Windows und den meisten Linux-Desktops. Bitte {{contact}} um Hilfe.',
  },
  KEY_LOST: {
    title: 'Die angefangene Einrichtung ist nicht mehr auf diesem Computer',
    hint: 'Bitte {{contact}} um eine neue Einladung.',
  },
  KEY_NOT_COPIED: {
    title: 'Dein Schlüssel lässt sich nicht in diesen Browser kopieren',
    hint: 'Deine anderen Browser behalten ihn. Damit er auch in diesem liegt, entferne diesen Computer und richte ihn mit einer neuen Einladung wieder ein.',
  },
  CLIENT_BUSY: {
    title: 'Latchkey ist gerade beschäftigt',
    hint: 'Lass es fertig werden und versuche es dann noch einmal.',
  },
  NOT_ENROLLED: {
    title: 'Dafür ist dieser Computer nicht eingerichtet',
    hint: 'Benutze zuerst eine Einladung.',
  },
  RECORDS_NEWER: {
    title: 'Dieses Latchkey ist älter als seine gespeicherten Daten',
    hint: 'Auf diesem Computer war schon eine neuere Version von Latchkey. Es wurde nichts geändert. Installiere die neueste Version wieder.',
  },
  RECORDS_DAMAGED: {
    title: 'Die gespeicherten Daten von Latchkey sind beschädigt',
    hint: 'Deine Browser haben deine Schlüssel noch. „Reparieren“ legt die beschädigte Datei beiseite. Fehlt danach ein Server, bitte um eine neue Einladung.',
  },
};
