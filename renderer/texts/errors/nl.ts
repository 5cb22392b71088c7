import type { Texts } from '../shape.ts';

export const errors: Texts['errors'] = {
  INVITATION_NOT_VALID: {
    title: 'Deze uitnodiging werkt niet',
    hint: 'Misschien zit er een typefout in, of is de uitnodiging al gebruikt of verlopen. Vergelijk de code met het bericht, of vraag {{contact}} om een nieuwe.',
  },
  INVITE_NOT_VALID: {
    title: 'Deze uitnodiging is niet volledig',
    hint: 'Kopieer de hele uitnodiging opnieuw: de code, de @ en het adres erachter.',
  },
  TOO_MANY_REQUESTS: {
    title: 'Te veel pogingen',
    hint: 'Wacht een paar minuten en probeer het dan opnieuw.',
  },
  RENEWAL_NOT_PROVEN: {
    title: 'De nieuwe sleutel werkte niet',
    hint: 'Je huidige sleutel blijft in gebruik. Latchkey probeert het vanzelf opnieuw.',
  },
  RENEWAL_TOO_LATE: {
    title: 'Je sleutel is verlopen',
    hint: 'Dat is te lang geleden om hem te vernieuwen. Vraag {{contact}} om een nieuwe uitnodiging.',
  },
  APP_TOO_OLD: {
    title: 'Latchkey moet worden bijgewerkt',
    hint: 'Deze versie is te oud voor de server. Haal de nieuwste en probeer het dan opnieuw.',
  },
  DEVICE_SHUT_OUT: {
    title: 'De toegang is uitgezet voor deze computer',
    hint: 'Had je dit niet verwacht? Vraag het aan {{contact}}.',
  },
  BACKGROUND_FAILED: {
    title: 'Automatisch vernieuwen kon niet worden aangezet',
    hint: 'Open Latchkey af en toe: dan vernieuwt het je sleutel.',
  },
  RENEWAL_SECRET_NOT_VALID: {
    title: 'Deze computer wordt niet meer herkend',
    hint: 'Vraag {{contact}} om een nieuwe uitnodiging.',
  },
  INTERNAL: {
    title: 'Er ging iets mis',
    hint: 'Probeer het opnieuw. Gebeurt het weer, stuur de details dan naar {{contact}}.',
  },
  UNAVAILABLE: {
    title: 'De server is bezig',
    hint: 'Probeer het zo meteen opnieuw.',
  },
  MISUNDERSTOOD: {
    title: 'Latchkey en de server begrijpen elkaar niet',
    hint: 'Een van de twee is waarschijnlijk te oud. Open de link van je uitnodiging in een browser: op die pagina staat de nieuwste Latchkey. Helpt dat niet, vraag het dan aan {{contact}}.',
  },
  HOME_NOT_FOUND: {
    title: 'De server is niet gevonden',
    hint: 'Controleer het adres achter de @ in je uitnodiging en je internetverbinding.',
  },
  HOME_NOT_REACHED: {
    title: 'De server antwoordt niet',
    hint: 'Controleer je internetverbinding en probeer het opnieuw. Blijft het zo, vraag het dan aan {{contact}}.',
  },
  HOME_NOT_TRUSTED: {
    title: 'Dit is misschien niet de juiste server',
    hint: 'Hij kon niet bewijzen dat hij die uit je uitnodiging is. Ga niet verder en vraag het aan {{contact}}.',
  },
  CLOCK_WRONG: {
    title: 'De klok van deze computer loopt niet goed',
    hint: 'Zet datum en tijd op automatisch en probeer het opnieuw. Kloppen ze al, ga dan niet verder en vraag het aan {{contact}}.',
  },
  HOME_ANSWER_NOT_VALID: {
    title: 'Latchkey kan het antwoord van de server niet lezen',
    hint: 'Er is geen sleutel geïnstalleerd. Vraag {{contact}} om hulp.',
  },
  HOME_CLAIMS_TOO_MUCH: {
    title: 'Deze server eist adressen op die niet van hem zijn',
    hint: 'Er is niets geïnstalleerd. Ga niet verder en vraag het aan {{contact}}.',
  },
  CERTIFICATE_NOT_ACCEPTABLE: {
    title: 'De server stuurde een sleutel die niet voor deze computer is',
    hint: 'Er is niets geïnstalleerd. Vraag {{contact}} om hulp.',
  },
  VAULT_NOT_AVAILABLE: {
    title: 'Deze computer heeft geen wachtwoordopslag',
    hint: 'Latchkey bewaart je sleutel daarin, zoals in GNOME Keyring of KWallet. Installeer er een, log opnieuw in en probeer het opnieuw.',
  },
  VAULT_LOCKED: {
    title: 'Je wachtwoordopslag is vergrendeld',
    hint: 'Probeer het opnieuw en vul het wachtwoord in waarmee je inlogt als je computer erom vraagt.',
  },
  VAULT_SEALED_ELSEWHERE: {
    title: 'Deze sleutel hoort bij een andere computer',
    hint: 'Of het bestand dat hem hier opent, is weg. Vraag {{contact}} om een nieuwe uitnodiging voor deze computer.',
  },
  STORE_TOOL_MISSING: {
    title: 'Er ontbreekt een hulpprogramma',
    hint: 'Latchkey heeft het nodig om sleutels aan browsers toe te voegen. Installeer op Debian, Ubuntu en Mint het pakket libnss3-tools en probeer het dan opnieuw.',
  },
  STORE_LOCKED: {
    title: 'Deze browser beschermt zijn sleutels met een wachtwoord',
    hint: 'Latchkey vraagt erom als je je sleutel toevoegt. In Firefox heet het hoofdwachtwoord.',
  },
  STORE_FAILED: {
    title: 'Je sleutel kon niet aan je browsers worden toegevoegd',
    hint: 'Sluit je browsers en probeer het opnieuw.',
  },
  STORE_NOT_SUPPORTED: {
    title: 'Op dit systeem kan Latchkey nog geen sleutels aan browsers toevoegen',
    hint: 'Dat kan op macOS, Windows en de meeste Linux-desktops. Vraag {{contact}} om hulp.',
  },
  KEY_LOST: {
    title: 'De onderbroken instelling staat niet meer op deze computer',
    hint: 'Vraag {{contact}} om een nieuwe uitnodiging.',
  },
  KEY_NOT_COPIED: {
    title: 'Je sleutel kan niet naar deze browser worden gekopieerd',
    hint: 'Je andere browsers houden hem. Wil je hem ook in deze, verwijder dan deze computer en stel hem opnieuw in met een nieuwe uitnodiging.',
  },
  CLIENT_BUSY: {
    title: 'Latchkey is al bezig',
    hint: 'Laat het klaar worden en probeer het dan opnieuw.',
  },
  NOT_ENROLLED: {
    title: 'Daarvoor is deze computer niet ingesteld',
    hint: 'Gebruik eerst een uitnodiging.',
  },
  RECORDS_NEWER: {
    title: 'Deze Latchkey is ouder dan de opgeslagen gegevens',
    hint: 'Op deze computer stond al een nieuwere versie van Latchkey. Er is niets veranderd. Installeer de nieuwste versie opnieuw.',
  },
  RECORDS_DAMAGED: {
    title: 'De opgeslagen gegevens van Latchkey zijn beschadigd',
    hint: 'Je browsers hebben je sleutels nog. ‘Herstellen’ zet het beschadigde bestand apart. Ontbreekt daarna een server, vraag dan een nieuwe uitnodiging.',
  },
};
