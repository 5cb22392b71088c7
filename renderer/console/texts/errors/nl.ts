import type { ConsoleTexts } from '../shape.ts';

/** Dutch: what goes wrong in the console, each with what to do next. */
export const errors: ConsoleTexts['errors'] = {
  OFFLINE: {
    title: 'De thuisserver antwoordt niet',
    hint: 'Controleer je verbinding, en of de thuisserver draait. Wat je hebt getypt blijft hier.',
  },
  INTERNAL: {
    title: 'Er is iets misgegaan',
    hint: 'Probeer het opnieuw. Blijft het gebeuren, dan staat de oorzaak in de log van de thuisserver: latchkey doctor zegt waar.',
  },
  REQUEST_NOT_VALID: {
    title: 'De thuisserver neemt dit niet aan',
    hint: 'Controleer wat je hebt getypt. Klopt het, laad deze pagina dan opnieuw: de thuisserver is misschien nieuwer.',
  },
  TOO_MANY_REQUESTS: { title: 'Te veel pogingen', hint: 'Wacht een minuut en probeer het opnieuw.' },
  UNAVAILABLE: { title: 'De thuisserver is bezig', hint: 'Probeer het zo opnieuw.' },
  HOME_NOT_RUNNING: { title: 'De thuisserver draait niet', hint: 'Start hem op zijn machine: latchkey up' },
  CONSOLE_KEY_MISSING: {
    title: 'Dit is de console van een thuisserver',
    hint: 'Hij opent op het apparaat van een beheerder, met diens sleutel. Op de machine van de thuisserver krijg je ook een link die hem één keer opent:',
  },
  CONSOLE_KEY_NOT_VALID: {
    title: 'De sleutel van dit apparaat werkt niet meer',
    hint: 'Hij is verlopen, teruggegeven of buitengesloten. Op de machine van de thuisserver krijg je een link die de console één keer opent:',
  },
  CONSOLE_KEY_REPLACED: {
    title: 'Dit apparaat heeft een nieuwere sleutel',
    hint: 'De browser toont nog de vorige. Sluit de browser helemaal en open hem weer om verder te gaan. Wat je hebt getypt, blijft hier tot dan staan; kopieer wat je nodig hebt.',
  },
  CONSOLE_NOT_ADMIN: {
    title: 'De console is voor beheerders',
    hint: 'Je sleutel werkt voor je diensten, maar is niet van een beheerder. Wie de thuisserver beheert, kan dat op de machine veranderen:',
  },
  CONSOLE_LINK_NOT_VALID: {
    title: 'Deze link opent de console niet',
    hint: 'Een link werkt één keer, vijf minuten lang, in één browser thuis, en opent de console voor acht uur. Een nieuwe krijg je op de machine van de thuisserver:',
  },
  CONSOLE_TOO_MANY_PAGES: {
    title: 'Er zijn te veel pagina’s van de console open',
    hint: 'Sluit er een. Tot dan hoort deze pagina niet van wijzigingen; wat je typte blijft.',
  },
  CONSOLE_REQUEST_REFUSED: {
    title: 'Dit kwam niet van de console zelf',
    hint: 'Er is niets veranderd. Sluit andere pagina’s, laad deze opnieuw en probeer het nog eens.',
  },
  CONFIRMATION_NEEDED: {
    title: 'Dit is niet ongedaan te maken',
    hint: 'Er is niets veranderd. Laad de pagina opnieuw en probeer het nog eens: dan vraagt hij om de naam.',
  },
  BACKUP_KEY_MISSING: {
    title: 'Back-ups kunnen nog niet worden versleuteld',
    hint: 'Schrijf een sleutel onder ‘backups: to:’ in latchkey.yaml en laad de thuisserver opnieuw.',
  },
  NOTICES_OFF: {
    title: 'Nog krijgt niemand bericht',
    hint: 'Schrijf een webhook of e-mailadres onder ‘notices:’ in latchkey.yaml en laad de thuisserver opnieuw.',
  },
  NOTICE_NOT_SENT: {
    title: 'Het bericht kon niet worden bezorgd',
    hint: 'In de details staat waarom. Verbeter ‘notices:’ in latchkey.yaml en probeer het opnieuw.',
  },
  USAGE: {
    title: 'De thuisserver neemt dit niet aan',
    hint: 'In de details staat wat er mis is. Er is niets veranderd.',
  },
  DEVICE_NOT_FOUND: { title: 'Dit apparaat bestaat niet', hint: 'Zoek het in de lijst van apparaten.' },
  DEVICE_NOT_LET_IN: {
    title: 'Dit apparaat kan niet weer worden toegelaten',
    hint: 'Geen van de sleutels is nog goed. Nodig de persoon opnieuw uit.',
  },
  PERSON_NOT_FOUND: { title: 'Niemand heet zo', hint: 'Zoek in de lijst van personen.' },
  INVITATION_NOT_FOUND: {
    title: 'Deze uitnodiging is niet meer open',
    hint: 'Hij is gebruikt, verlopen of teruggenomen. In het logboek staat welke van de drie.',
  },
  SERVICE_NOT_FOUND: {
    title: 'Deze dienst bestaat niet meer',
    hint: 'latchkey.yaml is intussen veranderd. Verder is er niets veranderd.',
  },
  CONNECTIONS_NOT_ENDED: {
    title: 'De wijziging is gedaan, maar open verbindingen konden niet worden beëindigd',
    hint: 'Er kan niets nieuws worden geopend. HAProxy antwoordt niet; zodra het antwoordt, beëindigt de thuisserver de open verbindingen. Herstart de thuisserver om ze nu te beëindigen.',
  },
  FOLDER_NOT_WRITABLE: {
    title: 'In de map kan niet worden geschreven',
    hint: 'Controleer op de machine van de thuisserver van wie hij is, wie er mag schrijven, en of de schijf vol is.',
  },
};
