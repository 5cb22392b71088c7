import type { Texts } from '../shape.ts';

export const outcome: Texts['outcome'] = {
  reached: { title: 'Funktioniert' },
  'on-the-lan': {
    title: 'Offen, weil du dort zu Hause bist',
    todo: 'Dort braucht niemand einen Schlüssel. Verbinde dich zum Testen von woanders, etwa über dein Handy.',
  },
  offline: {
    title: 'Dieser Computer ist offline',
    todo: 'Verbinde ihn mit dem Internet und teste noch einmal.',
  },
  'name-not-found': {
    title: 'Die Adresse wurde nicht gefunden',
    todo: 'Prüfe deine Internetverbindung. Öffnen sich andere Seiten, frag {{contact}}: Diese Adresse fehlt.',
  },
  'home-not-answering': {
    title: 'Der Server antwortet nicht',
    todo: 'Prüfe deine Internetverbindung. Bleibt es so, frag {{contact}}.',
  },
  'no-certificate': {
    title: 'Dein Schlüssel ist nicht in deinem Browser',
    todo: 'Beende deinen Browser ganz, öffne ihn neu und teste noch einmal. Bleibt es so, entferne diesen Computer und benutze eine neue Einladung.',
  },
  'certificate-refused': {
    title: 'Dieser Schlüssel wird nicht erkannt',
    todo: 'Der Server hat ihn nicht ausgestellt. Bitte {{contact}} um eine neue Einladung.',
  },
  'shut-out': {
    title: 'Der Zugang ist für diesen Computer abgeschaltet',
    todo: 'Wenn du das nicht erwartet hast, frag {{contact}}.',
  },
  'not-allowed': {
    title: 'Nicht für dich freigegeben',
    todo: 'Dein Schlüssel ist in Ordnung. Diesen Dienst öffnet er nicht. Wenn du ihn brauchst, frag {{contact}}.',
  },
  expired: {
    title: 'Dein Schlüssel ist abgelaufen',
    todo: 'Bitte {{contact}} um eine neue Einladung.',
  },
  'service-down': {
    title: 'Dein Schlüssel funktioniert, aber dieser Dienst läuft nicht',
    todo: 'Bitte {{contact}}, ihn zu starten.',
  },
  'server-not-trusted': {
    title: 'Der Server konnte sich nicht ausweisen',
    todo: 'Gib dort kein Passwort ein. Frag {{contact}}.',
  },
  'clock-wrong': {
    title: 'Die Uhr dieses Computers geht falsch',
    ahead: 'Sie geht {{time}} vor. Stelle Datum und Uhrzeit auf automatisch und teste noch einmal.',
    behind: 'Sie geht {{time}} nach. Stelle Datum und Uhrzeit auf automatisch und teste noch einmal.',
    todo: 'Stelle Datum und Uhrzeit auf automatisch und teste noch einmal.',
  },
  'local-network-denied': {
    title: 'Dieser Computer lässt Latchkey nicht ins lokale Netzwerk',
    todo: 'Öffne Systemeinstellungen, Datenschutz & Sicherheit, Lokales Netzwerk, und schalte Latchkey ein.',
  },
  'not-tested': {
    title: 'Von hier aus nicht zu testen',
    todo: 'Latchkey kann deinen Schlüssel auf diesem Computer nicht selbst benutzen. Öffne den Dienst stattdessen im Browser.',
  },
  refused: { title: 'Kommt nicht hinein, wie es sein soll' },
  'let-in': {
    title: 'Kommt hinein',
    todo: 'Informiere sofort {{contact}}.',
  },
  strangerAtHome: {
    title: 'Du bist dort zu Hause, wo jeder hineinkommt',
    todo: 'Ob andere draußen bleiben, zeigt sich erst von woanders.',
  },
};
