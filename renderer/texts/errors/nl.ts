import type { Texts } from '../shape.ts';

export const errors: Texts['errors'] = {
  INVITATION_NOT_VALID: {
    title: 'Deze code opent niets',
    hint: 'Hij is misschien verkeerd getypt, al gebruikt of te oud. Vergelijk hem met je uitnodiging, of vraag om een nieuwe.',
  },
  INVITE_NOT_VALID: {
    title: 'Dit is geen volledige uitnodiging',
    hint: 'Kopieer de hele uitnodiging opnieuw: de code, het @ en de naam erachter.',
  },
  TOO_MANY_REQUESTS: {
    title: 'Dat waren te veel pogingen',
    hint: 'Wacht een paar minuten en probeer het dan opnieuw.',
  },
  RENEWAL_NOT_PROVEN: {
    title: 'De nieuwe sleutel werd niet binnengelaten',
    hint: 'Je vorige sleutel blijft in gebruik.',
  },
  RENEWAL_TOO_LATE: {
    title: 'Je sleutel is te lang geleden verlopen',
    hint: 'Vraag degene die je uitnodigde om een nieuwe uitnodiging.',
  },
  DEVICE_SHUT_OUT: {
    title: 'Deze computer is buitengesloten',
    hint: 'Vraag het degene die je uitnodigde. Misschien heeft iemand een kopie van de geheimen van deze computer gebruikt.',
  },
  BACKGROUND_FAILED: {
    title: 'Deze computer nam de dagelijkse taak niet aan',
    hint: 'Open Latchkey af en toe: dan vernieuwt het je sleutel.',
  },
  RENEWAL_SECRET_NOT_VALID: {
    title: 'Het thuis kent deze computer niet meer',
    hint: 'Vraag degene die je heeft uitgenodigd om een nieuwe uitnodiging.',
  },
  INTERNAL: {
    title: 'Er ging iets mis',
    hint: 'Probeer het opnieuw. Gebeurt het weer, stuur de details dan naar degene die je heeft uitgenodigd.',
  },
  UNAVAILABLE: { title: 'Het thuis is bezet', hint: 'Probeer het zo meteen opnieuw.' },
  MISUNDERSTOOD: {
    title: 'Latchkey en het thuis begrijpen elkaar niet',
    hint: 'Waarschijnlijk is een van de twee te oud. Haal de nieuwste Latchkey; helpt dat niet, zeg het dan tegen degene die je heeft uitgenodigd.',
  },
  HOME_NOT_FOUND: {
    title: 'Het thuis is niet gevonden',
    hint: 'Vergelijk de naam achter het @ met je uitnodiging, en controleer je internetverbinding.',
  },
  HOME_NOT_REACHED: {
    title: 'Het thuis antwoordt niet',
    hint: 'Controleer je internetverbinding en probeer het opnieuw. Blijft het zo, zeg het dan tegen degene die je heeft uitgenodigd.',
  },
  HOME_NOT_TRUSTED: {
    title: 'Dit is misschien niet het juiste thuis',
    hint: 'Het kon niet bewijzen dat het dat uit je uitnodiging is. Ga niet verder, en zeg het tegen degene die je heeft uitgenodigd.',
  },
  CLOCK_WRONG: {
    title: 'De klok van deze computer loopt verkeerd',
    hint: 'Zet datum en tijd op automatisch en probeer het opnieuw. Kloppen ze al, ga dan niet verder, en zeg het tegen degene die je heeft uitgenodigd.',
  },
  HOME_ANSWER_NOT_VALID: {
    title: 'Het antwoord van het thuis is niet te begrijpen',
    hint: 'Er is geen sleutel geïnstalleerd. Zeg het tegen degene die je heeft uitgenodigd.',
  },
  HOME_CLAIMS_TOO_MUCH: {
    title: 'Dit thuis claimt meer dan van hem is',
    hint: 'Er is niets geïnstalleerd. Zeg het tegen degene die je heeft uitgenodigd; de details zeggen wat het claimt.',
  },
  CERTIFICATE_NOT_ACCEPTABLE: {
    title: 'Het thuis stuurde een sleutel voor iemand anders',
    hint: 'Er is niets geïnstalleerd. Zeg het tegen degene die je heeft uitgenodigd.',
  },
  VAULT_NOT_AVAILABLE: {
    title: 'Deze computer heeft geen veilige plek voor een sleutel',
    hint: 'Hij heeft een wachtwoordkluis nodig, zoals GNOME Keyring of KWallet. Installeer er een, log opnieuw in en probeer het opnieuw.',
  },
  VAULT_LOCKED: {
    title: 'De veilige plek voor je sleutel zit op slot',
    hint: 'Probeer het opnieuw en typ het wachtwoord waarmee je inlogt als je computer erom vraagt.',
  },
  VAULT_SEALED_ELSEWHERE: {
    title: 'Deze sleutel hoort bij een andere computer',
    hint: 'Of het bestand dat hem hier opent is weg. Vraag wie je heeft uitgenodigd om een nieuwe uitnodiging voor deze computer.',
  },
  STORE_TOOL_MISSING: {
    title: 'Er ontbreekt een hulpprogramma',
    hint: 'Het legt sleutels in browsers. Bij Debian, Ubuntu en Mint zit het in het pakket libnss3-tools. Installeer het en probeer het dan opnieuw.',
  },
  STORE_LOCKED: {
    title: 'De browser beschermt zijn sleutels met een wachtwoord',
    hint: 'Typ het als de browser erom vraagt, en probeer het hier opnieuw.',
  },
  STORE_FAILED: {
    title: 'Je sleutel kon niet worden neergelegd waar je browsers kijken',
    hint: 'Sluit je browsers en probeer het opnieuw.',
  },
  STORE_NOT_SUPPORTED: {
    title: 'Op dit systeem kan Latchkey nog geen sleutels in browsers leggen',
    hint: 'Gebruik een computer met macOS, Windows of Linux.',
  },
  KEY_LOST: {
    title: 'De sleutel die was begonnen, is weg van deze computer',
    hint: 'Begin opnieuw met een nieuwe uitnodiging.',
  },
  KEY_NOT_COPIED: {
    title: 'Geen browser geeft je sleutel vrij',
    hint: 'Verwijder deze computer en gebruik een nieuwe uitnodiging.',
  },
  CLIENT_BUSY: {
    title: 'Latchkey is al bezig',
    hint: 'Laat het klaar worden en probeer het dan opnieuw.',
  },
  NOT_ENROLLED: {
    title: 'Deze computer heeft geen sleutel van dat thuis',
    hint: 'Gebruik eerst een uitnodiging.',
  },
  JOURNAL_DAMAGED: {
    title: 'Latchkey kan zijn eigen notities niet lezen',
    hint: 'De details noemen het bestand. Verplaats het en begin opnieuw met een nieuwe uitnodiging.',
  },
};
