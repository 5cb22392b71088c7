/** Dutch: notices to the admin. `{id}` is the beginning of the device’s id, `{days}` an amount with its unit. */
import type { NoticeTexts } from './shape.ts';

export const nl: NoticeTexts = {
  home: 'de server zelf',
  admin: '{who}, beheer',
  address: 'het adres {who}',
  unknown: '(onbekend)',
  log: 'Auditlogboek: regel {seq}, {hash}',
  test: {
    title: 'Dit is een test',
    text: 'Latchkey kan je bereiken. Er is niets gebeurd op je server en je hoeft niets te doen.',
  },
  byHand:
    'Hij vernieuwt zich niet vanzelf. Gebruikt {person} hem nog: open {page} op het apparaat en kies die sleutel.',
  toPerson: {
    title: 'Je sleutel voor {home} verloopt binnenkort: nog {days}',
    text: 'Hallo {person},\n\nde sleutel van {name} opent {home} nog {days}. Open deze pagina op {name} en kies de sleutel: die brengt je in twee minuten naar de volgende.\n\n{page}\n\nDe pagina vraagt nooit om een wachtwoord. Gebruik je {name} niet meer, dan hoef je niets te doen.',
  },
  entries: {
    'invitation-redeemed': {
      title: 'De uitnodiging van {person} is gebruikt',
      text: 'Dat gebeurde vanaf: {who}. Was dat niet {person}: latchkey shut-out {id}',
    },
    'device-enrolled': {
      title: '{name} ({person}) heeft nu een sleutel',
      text: 'Die opent je diensten overal vandaan. Ingesteld vanaf: {who}. Was dat niet {person}: latchkey shut-out {id}',
    },
    'device-shut-out': {
      title: 'De toegang van {name} ({person}) is uitgezet',
      text: 'De sleutel opent niets meer. Gedaan door: {who}.',
    },
    'device-left': {
      title: '{name} ({person}) heeft de sleutel teruggegeven',
      text: 'De sleutel opent niets meer. Je hoeft niets te doen.',
    },
    'renewal-secret-reused': {
      title: 'Misschien heeft iemand een kopie van de sleutel van {name} ({person})',
      text: 'Een geheim dat alleen deze computer mag gebruiken, en maar één keer, is een tweede keer gebruikt, vanaf: {who}. Voor de zekerheid is de toegang van de computer uitgezet. Praat met {person}, laat de computer nakijken en nodig {person} daarna opnieuw uit.',
    },
    'renewal-by-key-refused': {
      title: 'Misschien heeft iemand een kopie van de sleutel van {name} ({person})',
      text: 'De sleutel werd getoond om via EST te vernieuwen, wat deze sleutel nooit doet, vanaf: {who}. Er is niets uitgegeven en de computer heeft nog toegang. Heb je dat niet zelf geprobeerd: latchkey shut-out {id}; laat de computer dan nakijken en nodig {person} opnieuw uit.',
    },
    'expiry-coming': {
      title: 'De sleutel van {name} ({person}) verloopt binnenkort: nog {days}',
      text: 'Hij is niet vanzelf vernieuwd, misschien omdat de computer zelden aan staat. Gebruikt {person} hem nog, vraag dan om er Latchkey te openen.',
    },
    'brute-force': {
      title: 'Iemand raadt codes: {subject}',
      text: 'Er kwamen van daar {failures} verkeerde codes of geheimen in een kwartier. Er is niemand binnengekomen. Je hoeft niets te doen, tenzij het iemand was die je hebt uitgenodigd: stuur dan een nieuwe uitnodiging.',
    },
    'brute-force-distributed': {
      title: 'Veel adressen raden samen codes',
      text: 'Meer dan {addresses} adressen stuurden in een kwartier verkeerde codes of geheimen. Er is niemand binnengekomen. Zolang het duurt, moeten mensen die je uitnodigt het misschien later opnieuw proberen.',
    },
    'backup-failed': {
      title: 'De geplande back-up is mislukt',
      text: 'latchkey audit zegt waarom. Het wordt elke minuut opnieuw geprobeerd. Misschien is de schijf vol of niet aangesloten.',
    },
    'ca-expiry-coming': {
      title: 'De Homelab CA verloopt binnenkort: nog {days}',
      text: 'Daarna opent geen enkele sleutel nog iets. Vervang hem op tijd: latchkey ca rotate',
    },
    'server-certificate-expiry-coming': {
      title: 'Het servercertificaat van {subject} verloopt binnenkort: nog {days}',
      text: 'Het had al vernieuwd moeten zijn. Daarna opent geen browser de dienst zonder waarschuwing. Zoek uit waarom: latchkey doctor',
    },
    'configuration-refused': {
      title: 'De server is gestart met de laatste geldige latchkey.yaml',
      text: 'latchkey.yaml is nu niet geldig. Wie toegang had, heeft die nog. Kijk wat er mis is: latchkey config check',
    },
    'server-certificate-not-issued': {
      title: 'De certificaatautoriteit geeft geen certificaat voor {subject}',
      text: 'De server vraagt het vanzelf opnieuw. Waarom niet, en hoe lang het huidige nog geldig is: latchkey doctor',
    },
    'server-certificate-refused': {
      title: 'Het vernieuwde servercertificaat wordt niet gebruikt',
      text: 'Er is iets mis met de nieuwe bestanden: latchkey audit zegt wat. Het vorige blijft in gebruik tot het verloopt. Zodra de bestanden kloppen, worden ze vanzelf overgenomen.',
    },
    'server-certificate-recovered': {
      title: 'De server heeft een nieuw certificaat',
      text: 'Het is geldig tot {until}. Je hoeft niets te doen.',
    },
    'client-auth-failed': {
      title: 'De controle van de sleutels werkt niet: de server is gestopt',
      text: 'Bij het starten kwam iemand zonder geldige sleutel binnen. Er is niets bereikbaar tot dit is opgelost. Zoek uit waarom: latchkey doctor',
    },
    'ca-burned': {
      title: 'De Homelab CA is vernietigd en alle toegang is uitgezet',
      text: 'Gedaan door: {who}. Van buiten komt niemand binnen tot je opnieuw uitnodigt.',
    },
    'ca-key-exported': {
      title: 'De sleutel van de Homelab CA is geëxporteerd',
      text: 'Gedaan door: {who}. Wie dat bestand heeft, kan certificaten ondertekenen, maar alleen die in het register geven toegang. Was jij dat niet: latchkey ca replace',
    },
    'doctor-found': {
      title: 'De controle heeft iets gevonden',
      text: '{subject}. Wat je kunt doen: latchkey doctor',
    },
  },
};
