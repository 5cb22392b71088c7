/** German: what the app and the console both say. */
export const common = {
  back: 'Zurück',
  cancel: 'Abbrechen',
  close: 'Schließen',
  tryAgain: 'Noch einmal versuchen',
  repair: 'Reparieren',
  details: 'Einzelheiten',
  copyDetails: 'Einzelheiten kopieren',
  copied: 'Kopiert',
  dismiss: 'Ausblenden',
  moment: 'Einen Moment …',
  opensInBrowser: 'öffnet sich im Browser',
  quoted: '„{{text}}“',
  inviter: 'die Person, die dich eingeladen hat',
  dateSettings: 'Datum und Uhrzeit einstellen',
};
