import type { Texts } from '../shape.ts';

export const storeCauses: Texts['storeCauses'] = {
  'keychain-locked':
    'Dein Anmeldeschlüsselbund ist gesperrt. Öffne „Schlüsselbundverwaltung“, wähle „Anmeldung“ und entsperre ihn mit dem Passwort deines Macs. Versuche es dann noch einmal.',
  'keychain-damaged':
    'Dein Anmeldeschlüsselbund ist beschädigt. Wähle in „Schlüsselbundverwaltung“ die Einstellungen, dann „Standard-Schlüsselbunde zurücksetzen“ (der Inhalt geht verloren). Melde dich neu an und versuche es dann noch einmal.',
  'keychain-none':
    'Dieser Mac-Benutzer hat keinen Anmeldeschlüsselbund. Melde dich ab und wieder an: macOS legt einen neuen an. Versuche es dann noch einmal.',
  'keychain-read-only':
    'Dein Anmeldeschlüsselbund ist schreibgeschützt. Prüfe sein Volume mit „Erste Hilfe“, oder frage die Person, die diesen Mac betreut.',
  'macos-declined': 'macOS hat gefragt, und die Antwort war nein. Versuche es noch einmal und wähle „Erlauben“.',
  'macos-denied':
    'Eine Regel von macOS oder deiner Organisation erlaubt es nicht. Bitte die Person, die diesen Mac betreut, Änderungen an deinem Anmeldeschlüsselbund zu erlauben.',
  'macos-no-window':
    'macOS konnte seine Frage nicht zeigen. Melde dich am Bildschirm dieses Macs an, starte Latchkey dort und versuche es dann noch einmal.',
  'windows-declined': 'Windows hat gefragt, und die Antwort war nein. Versuche es noch einmal und wähle „Ja“.',
  policy:
    'Eine Regel deiner Organisation erlaubt es nicht. Bitte die Person, die diesen Computer betreut, es zu erlauben.',
  antivirus:
    'Das Virenschutzprogramm dieses Computers hat Latchkey angehalten. Bitte die Person, die diesen Computer betreut, es zu erlauben.',
  'windows-profile':
    'Windows hat keinen Platz für deine Schlüssel, vielleicht wegen eines temporären Profils. Melde dich ab, starte Windows neu, melde dich an und versuche es dann noch einmal.',
  'windows-password-reset':
    'Windows kann deine Schlüssel nicht öffnen, vielleicht weil jemand anders dein Passwort gesetzt hat. Melde dich mit deinem früheren Passwort an oder ändere es selbst, und versuche es dann noch einmal.',
  'windows-no-session':
    'Windows verwahrt Schlüssel nur für jemanden, der angemeldet ist. Melde dich direkt an diesem Computer an, starte Latchkey dort und versuche es dann noch einmal.',
  'disk-full': 'Der Speicher ist voll. Schaffe Platz und versuche es dann noch einmal.',
  'database-foreign':
    'Die Zertifikate deines Browsers gehören einem anderen Benutzer, vielleicht weil der Browser einmal mit sudo gestartet wurde. Bitte die Person, die diesen Computer betreut, dir den Ordner aus den Einzelheiten zurückzugeben, und versuche es dann noch einmal.',
  'database-read-only':
    'Die Zertifikate deines Browsers sind schreibgeschützt. Mache den Ordner aus den Einzelheiten beschreibbar und versuche es dann noch einmal.',
  'database-no-keys':
    'Dein Browser hat seine Datei für Schlüssel verloren. Starte den Browser einmal, schließe ihn und versuche es dann noch einmal.',
  'database-busy': 'Schließe deinen Browser und versuche es dann noch einmal.',
};
