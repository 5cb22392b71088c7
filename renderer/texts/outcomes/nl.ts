import type { Texts } from '../shape.ts';

export const outcome: Texts['outcome'] = {
  reached: { title: 'Werkt' },
  'on-the-lan': {
    title: 'Open, omdat je daar thuis bent',
    todo: 'Daar heeft niemand een sleutel nodig. Maak verbinding vanaf een andere plek om te testen, bijvoorbeeld via je telefoon.',
  },
  offline: {
    title: 'Deze computer is offline',
    todo: 'Verbind hem met internet en test opnieuw.',
  },
  'name-not-found': {
    title: 'Het adres is niet gevonden',
    todo: 'Controleer je internetverbinding. Gaan andere pagina’s wel open, vraag het dan aan {{contact}}: dit adres ontbreekt.',
  },
  'home-not-answering': {
    title: 'De server antwoordt niet',
    todo: 'Controleer je internetverbinding. Blijft het zo, vraag het dan aan {{contact}}.',
  },
  'no-certificate': {
    title: 'Je sleutel zit niet in je browser',
    todo: 'Sluit je browser helemaal af, open hem opnieuw en test nog eens. Blijft het zo, verwijder dan deze computer en gebruik een nieuwe uitnodiging.',
  },
  'certificate-refused': {
    title: 'Deze sleutel wordt niet herkend',
    todo: 'De server heeft hem niet uitgegeven. Vraag {{contact}} om een nieuwe uitnodiging.',
  },
  'shut-out': {
    title: 'De toegang is uitgezet voor deze computer',
    todo: 'Had je dit niet verwacht? Vraag het aan {{contact}}.',
  },
  'not-allowed': {
    title: 'Niet met je gedeeld',
    todo: 'Je sleutel is in orde. Hij opent deze dienst niet. Heb je hem nodig, vraag het dan aan {{contact}}.',
  },
  expired: {
    title: 'Je sleutel is verlopen',
    todo: 'Vraag {{contact}} om een nieuwe uitnodiging.',
  },
  'service-down': {
    title: 'Je sleutel werkt, maar deze dienst draait niet',
    todo: 'Vraag {{contact}} om hem te starten.',
  },
  'server-not-trusted': {
    title: 'De server kon niet bewijzen wie hij is',
    todo: 'Vul daar geen wachtwoord in. Vraag het aan {{contact}}.',
  },
  'clock-wrong': {
    title: 'De klok van deze computer loopt niet goed',
    ahead: 'Hij loopt {{time}} voor. Zet datum en tijd op automatisch en test opnieuw.',
    behind: 'Hij loopt {{time}} achter. Zet datum en tijd op automatisch en test opnieuw.',
    todo: 'Zet datum en tijd op automatisch en test opnieuw.',
  },
  'local-network-denied': {
    title: 'Deze computer houdt Latchkey weg van het lokale netwerk',
    todo: 'Open Systeeminstellingen, Privacy en beveiliging, Lokaal netwerk, en zet Latchkey aan.',
  },
  'not-tested': {
    title: 'Kon hier niet worden getest',
    todo: 'Latchkey kan je sleutel op deze computer niet zelf gebruiken. Open de dienst in je browser.',
  },
  refused: { title: 'Komt er niet in, zoals het hoort' },
  'let-in': {
    title: 'Komt binnen',
    todo: 'Waarschuw meteen {{contact}}.',
  },
  strangerAtHome: {
    title: 'Je bent daar thuis, waar iedereen binnenkomt',
    todo: 'Of anderen buiten blijven, zie je alleen vanaf een andere plek.',
  },
};
