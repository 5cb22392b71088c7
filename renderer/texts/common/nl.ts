/** Dutch: what the app and the console both say. */
export const common = {
  back: 'Terug',
  cancel: 'Annuleren',
  close: 'Sluiten',
  tryAgain: 'Opnieuw proberen',
  repair: 'Herstellen',
  details: 'Details',
  copyDetails: 'Details kopiëren',
  copied: 'Gekopieerd',
  dismiss: 'Verbergen',
  moment: 'Een ogenblik…',
  opensInBrowser: 'opent in je browser',
  quoted: '‘{{text}}’',
  inviter: 'degene die je heeft uitgenodigd',
  dateSettings: 'Instellingen voor datum en tijd openen',
};
