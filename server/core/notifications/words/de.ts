/** German: notices to the admin. `{id}` is the beginning of the device’s id, `{days}` an amount with its unit. */
import type { NoticeTexts } from './shape.ts';

export const de: NoticeTexts = {
  home: 'der Server selbst',
  admin: '{who}, Verwaltung',
  address: 'die Adresse {who}',
  unknown: '(unbekannt)',
  log: 'Audit-Protokoll: Eintrag {seq}, {hash}',
  test: {
    title: 'Das ist ein Test',
    text: 'Latchkey kann dich erreichen. Auf deinem Server ist nichts passiert, und du musst nichts tun.',
  },
  byHand:
    'Er erneuert sich nicht von selbst. Wenn {person} ihn noch benutzt: {page} auf dem Gerät öffnen und diesen Schlüssel wählen.',
  toPerson: {
    title: 'Dein Schlüssel zu {home} läuft bald ab: noch {days}',
    text: 'Hallo {person},\n\nder Schlüssel von {name} öffnet {home} noch {days} lang. Öffne diese Seite auf {name} und wähle den Schlüssel: sie führt dich in zwei Minuten zum nächsten.\n\n{page}\n\nDie Seite fragt nie nach einem Passwort. Wenn du {name} nicht mehr benutzt, musst du nichts tun.',
  },
  entries: {
    'invitation-redeemed': {
      title: 'Die Einladung für {person} wurde benutzt',
      text: 'Sie wurde von hier benutzt: {who}. Wenn das nicht {person} war: latchkey shut-out {id}',
    },
    'device-enrolled': {
      title: '{name} ({person}) hat jetzt einen Schlüssel',
      text: 'Er öffnet deine Dienste von überall. Eingerichtet von: {who}. Wenn das nicht {person} war: latchkey shut-out {id}',
    },
    'device-shut-out': {
      title: '{name} ({person}) ist ausgesperrt',
      text: 'Der Schlüssel öffnet nichts mehr. Veranlasst von: {who}.',
    },
    'device-left': {
      title: '{name} ({person}) hat den Schlüssel zurückgegeben',
      text: 'Der Schlüssel öffnet nichts mehr. Du musst nichts tun.',
    },
    'renewal-secret-reused': {
      title: 'Vielleicht hat jemand eine Kopie des Schlüssels von {name} ({person})',
      text: 'Ein Geheimnis, das nur dieser Computer und nur einmal benutzen darf, wurde ein zweites Mal benutzt, von hier: {who}. Der Computer ist zur Sicherheit ausgesperrt. Sprich mit {person}, lass den Computer prüfen und lade {person} dann neu ein.',
    },
    'renewal-by-key-refused': {
      title: 'Vielleicht hat jemand eine Kopie des Schlüssels von {name} ({person})',
      text: 'Der Schlüssel wurde vorgezeigt, um ihn über EST zu erneuern, was mit diesem Schlüssel nie geschieht. Absender: {who}. Es wurde nichts herausgegeben, und der Computer hat weiter Zugang. Wenn du das nicht selbst versucht hast: latchkey shut-out {id}; lass dann den Computer prüfen und lade {person} neu ein.',
    },
    'expiry-coming': {
      title: 'Der Schlüssel von {name} ({person}) läuft bald ab: noch {days}',
      text: 'Er hat sich nicht von selbst erneuert, vielleicht weil der Computer selten an ist. Wenn {person} ihn noch benutzt, bitte darum, dort Latchkey zu öffnen.',
    },
    'brute-force': {
      title: 'Jemand rät Codes: {subject}',
      text: 'Von dort kamen in einer Viertelstunde {failures} falsche Codes oder Geheimnisse. Niemand ist hineingekommen. Du musst nichts tun, außer es war jemand, den du eingeladen hast: Dann schicke eine neue Einladung.',
    },
    'brute-force-distributed': {
      title: 'Viele Adressen raten gemeinsam Codes',
      text: 'Mehr als {addresses} Adressen haben in einer Viertelstunde falsche Codes oder Geheimnisse geschickt. Niemand ist hineingekommen. Solange es dauert, müssen Eingeladene es vielleicht später noch einmal versuchen.',
    },
    'backup-failed': {
      title: 'Die fällige Sicherung ist fehlgeschlagen',
      text: 'latchkey audit sagt, warum. Sie wird jede Minute neu versucht. Vielleicht ist die Platte voll oder nicht da.',
    },
    'ca-expiry-coming': {
      title: 'Die Homelab CA läuft bald ab: noch {days}',
      text: 'Danach öffnet kein Schlüssel mehr etwas. Wechsle sie rechtzeitig: latchkey ca rotate',
    },
    'server-certificate-expiry-coming': {
      title: 'Das Serverzertifikat von {subject} läuft bald ab: noch {days}',
      text: 'Es hätte längst erneuert sein sollen. Danach öffnet kein Browser den Dienst ohne Warnung. Finde heraus, warum: latchkey doctor',
    },
    'configuration-refused': {
      title: 'Der Server läuft mit der letzten gültigen latchkey.yaml',
      text: 'latchkey.yaml ist jetzt nicht gültig. Wer vorher Zugang hatte, hat ihn noch. Sieh nach, was falsch ist: latchkey config check',
    },
    'server-certificate-not-issued': {
      title: 'Die Zertifizierungsstelle gibt kein Zertifikat für {subject}',
      text: 'Der Server fragt von selbst wieder. Warum nicht, und wie lange das jetzige noch gilt: latchkey doctor',
    },
    'server-certificate-refused': {
      title: 'Das erneuerte Serverzertifikat wird nicht ausgeliefert',
      text: 'Mit den neuen Dateien stimmt etwas nicht: latchkey audit sagt, was. Das bisherige Zertifikat bleibt in Gebrauch, bis es abläuft. Sobald die Dateien stimmen, werden sie von selbst übernommen.',
    },
    'server-certificate-recovered': {
      title: 'Es gibt ein neues Serverzertifikat',
      text: 'Es gilt bis {until}. Du musst nichts tun.',
    },
    'client-auth-failed': {
      title: 'Die Prüfung der Schlüssel hält nicht: Der Server wurde gestoppt',
      text: 'Beim Start kam jemand ohne gültigen Schlüssel hinein. Bis das behoben ist, ist nichts erreichbar. Finde heraus, warum: latchkey doctor',
    },
    'ca-burned': {
      title: 'Die Homelab CA wurde vernichtet, und alle sind ausgesperrt',
      text: 'Veranlasst von: {who}. Von außen kommt niemand hinein, bis du neu einlädst.',
    },
    'ca-key-exported': {
      title: 'Der Schlüssel der Homelab CA wurde exportiert',
      text: 'Veranlasst von: {who}. Wer diese Datei hat, kann Zertifikate ausstellen; Zugang haben aber nur die, die im Register stehen. Wenn du das nicht warst: latchkey ca replace',
    },
    'doctor-found': {
      title: 'Die Prüfung hat etwas gefunden',
      text: '{subject}. Was zu tun ist: latchkey doctor',
    },
  },
};
