import type { PageTexts } from './en.ts';

export const de: PageTexts = {
  title: 'Du bist eingeladen',
  lead: 'Jemand hat dir Zugang zu Fotos oder Dateien auf dem eigenen Server gegeben. Dein Gerät bekommt einen eigenen Schlüssel dafür; du musst dir kein Passwort merken.',
  once: 'Die Einladung gilt einmal, für ein Gerät, und läuft bald ab. Wer sie zuerst benutzt, bekommt Zugang: Behalte sie für dich.',
  noInvite: 'In diesem Link steht keine Einladung',
  typo: 'In diesem Link ist ein Tippfehler',
  again:
    'Wurdest du eingeladen? Dann öffne den Link noch einmal genau so, wie du ihn bekommen hast, bis zum letzten Zeichen.',
  about:
    'Latchkey gibt den Geräten eingeladener Menschen einen Schlüssel zu einem Server bei jemandem zu Hause. Aus dem Internet kommt sonst niemand hinein.',
  language: 'Sprache',

  device: 'Dieses Gerät',
  deviceHint: 'Stimmt nicht? Wähle, was du in der Hand hast.',
  notSent:
    'Deine Einladung hat diese Seite nicht verlassen. Wenn du weitermachst, bekommt der Server sie zu sehen, für den sie ist.',
  goOn: 'Weiter',
  busy: 'Einen Moment …',
  back: 'Zurück',
  tryAgain: 'Noch einmal versuchen',
  done: 'Fertig',

  from: '{home} lädt {person} ein.',
  opens: 'Damit öffnest du:',
  appTitle: 'Ein Schlüssel für {app}',
  appFrom: '{home}: ein Schlüssel für {app} auf {device}, für {person}.',
  renewTitle: 'Der nächste Schlüssel für {device}',
  renewFrom: '{home}: der nächste Schlüssel von {person}. Der vorige funktioniert, bis dieser einmal funktioniert hat.',

  ownTitle: 'Ein Schlüssel für dieses Gerät',
  ownLead: 'Du hast ihn mit dem Schlüssel angefordert, den dieses Gerät hat. Geh weiter, um ihn hier zu erstellen.',

  makeKey: 'Meinen Schlüssel erstellen',
  makeHint:
    'Der Schlüssel entsteht auf diesem Gerät, in diesem Browser. Gesendet wird nur die Bitte, ihn zu bestätigen.',
  making: 'Dein Schlüssel wird erstellt …',
  ready: 'Dein Schlüssel ist fertig',
  readyLead: 'Er ist in einer Datei. Installiere sie einmal; das dauert etwa zwei Minuten.',
  password: 'Notiere dieses Passwort',
  passwordHint: 'Es öffnet die Datei. Es wird an niemanden gesendet, und du brauchst es nur einmal.',
  copy: 'Kopieren',
  copied: 'Kopiert.',
  marked: 'Bitte kopiere den markierten Text.',
  download: 'Die Datei herunterladen',
  downloadHint: 'Sie heißt {file}. Fragt der Browser, ob du sie behalten willst: ja.',
  openFile: 'Die Datei öffnen',
  openAndroid:
    'Tippe auf den fertigen Download. Passiert nichts: Einstellungen, nach „Zertifikat“ suchen, dann „Zertifikat für VPN und Apps“. Vielleicht will Android zuerst eine Displaysperre.',
  typePassword: 'Gib das Passwort ein',
  nameIt: 'Wähle „Zertifikat für VPN und Apps“',
  nameItHint: 'Der Name ist egal. Wirst du nach der Verwendung gefragt, wähle VPN und Apps.',
  useIt: 'Öffne einen Dienst und wähle den Schlüssel',
  useItHint: 'Der Browser fragt einmal, welchen Schlüssel er zeigen soll. Wähle diesen: Ein Nein merkt er sich.',
  openChromeos:
    'Öffne chrome://certificate-manager in der Adresszeile, dann „Meine Zertifikate“, und importiere die Datei. Gib das Passwort ein.',
  openOther:
    'Öffne die Zertifikatseinstellungen von System oder Browser, importiere die Datei als eigenes Zertifikat und gib das Passwort ein.',
  openApp:
    'Suche in den Einstellungen von {app} nach „Client-Zertifikat“ oder „mTLS“. Wähle die Datei und gib das Passwort ein.',
  deleteIt: 'Lösche die Datei',
  deleteItHint: 'Ist der Schlüssel installiert, braucht niemand mehr die Datei.',
  installed: 'Er ist installiert',
  forgets:
    'Bis du das sagst, behält dieser Browser den Schlüssel, damit du die Seite schließen kannst. Danach vergisst er ihn.',
  resume: 'Hier ist ein Schlüssel, der noch nicht installiert ist',
  resumeAction: 'Damit weitermachen',
  discard: 'Vergessen',
  allSet: 'Alles fertig',
  allSetLead: 'Öffne einen Dienst. Beim ersten Mal fragt dein Gerät, welchen Schlüssel es zeigen soll.',
  useNextHint: 'Beende den Browser vorher ganz: Er merkt sich den vorigen Schlüssel. Wähle dann den neuen.',
  nextSet:
    'Beende den Browser ganz, öffne dann „Geht es?“ und wähle den neuen Schlüssel. Der vorige wird dann abgeschaltet.',
  check: 'Geht es?',

  profile: 'Das Profil laden',
  profileHint: 'Dein Gerät erstellt den Schlüssel selbst, wenn du das Profil installierst. Dafür hast du zehn Minuten.',
  profileReady: 'Installiere jetzt das Profil',
  allow: 'Erlaube das Laden',
  allowHint: 'Tippe dann auf Schließen. Installiert ist noch nichts.',
  settings: 'Öffne die Einstellungen und tippe auf „Profil geladen“',
  settingsHint: 'Es steht weit oben. Wenn nicht: Allgemein › VPN und Geräteverwaltung.',
  settingsMac: 'Öffne die Systemeinstellungen, dann Allgemein › Geräteverwaltung',
  settingsMacHint: 'Doppelklicke dort auf das Profil.',
  install: 'Tippe auf „Installieren“',
  installHint:
    'Gib den Code des Geräts ein. Bei manchen steht „Nicht signiert“ oder „Nicht überprüft“; frag im Zweifel die Person, die dich eingeladen hat.',
  chooseHint:
    'Die Dienste sind jetzt auf dem Home-Bildschirm. Beim ersten Mal fragt Safari vielleicht, welchen Schlüssel es zeigen soll.',
  safari: 'Bitte öffne diese Seite in Safari',
  safariHint: 'Andere Browser können dem System kein Profil geben. Kopiere den Link und öffne ihn dort.',
  copyLink: 'Link kopieren',
  appleOff: 'Dieser Server hat keine Profile. Benutze die Einladung auf einem Computer.',

  open: 'In Latchkey öffnen',
  getIt: 'Noch kein Latchkey? Hol es dir für:',
  askWhere:
    'Noch kein Latchkey? Frag die Person, die dich eingeladen hat, wo du es bekommst, und komm dann hierher zurück.',
  sums: 'SHA-256 der Downloads',
  nothing: 'Nichts passiert? Kopiere deine Einladung und füge sie in Latchkey ein:',
  copyInvite: 'Einladung kopieren',
  withoutApp: 'Ohne die App',
  withFile: 'Mit einer Datei statt der App',

  elsewhere: 'Auf einem anderen Gerät benutzen',
  elsewhereHint:
    'Schick dir diese Seite selbst und öffne sie dort. Der Link ist deine Einladung: Schick ihn sonst niemandem.',
  share: 'Seite senden',
  mail: 'Per E-Mail',
  mailSubject: 'Meine Einladung',
  scan: 'Oder scanne dies mit der Kamera des anderen Geräts:',
  qr: 'QR-Code mit dem Link dieser Seite',

  refused: 'Diese Einladung funktioniert nicht',
  refusedHint:
    'Vielleicht ist ein Tippfehler darin, oder sie ist schon benutzt oder abgelaufen. Vergleiche sie mit der Nachricht, oder bitte die Person, die sie geschickt hat, um eine neue.',
  tooMany: 'Zu viele Versuche',
  tooManyHint: 'Warte ein paar Minuten und versuche es dann noch einmal.',
  offline: 'Der Server antwortet nicht',
  offlineHint: 'Prüfe deine Internetverbindung und versuche es noch einmal. Es ist nichts verloren.',
  failed: 'Das hat nicht geklappt',
  failedHint: 'Versuche es noch einmal. Wenn es dabei bleibt, öffne den Link in einem anderen Browser.',
  pictureExtract: 'Passwort zum Extrahieren der Zertifikate eingeben',
  pictureType: 'Art des Zertifikats',
  pictureVpn: 'Zertifikat für VPN und Apps',
  pictureWifi: 'WLAN-Zertifikat',
  pictureProfile: 'Profil geladen',
  pictureAllow: 'Diese Website versucht, ein Konfigurationsprofil zu laden. Möchtest du das erlauben?',
  pictureIgnore: 'Ignorieren',
  pictureAllowButton: 'Zulassen',
  pictureInstall: 'Profil installieren',
  pictureChoose: 'Zertifikat auswählen',
  pictureSelect: 'Auswählen',
  pictureCancel: 'Abbrechen',
};
