/** French: what the app and the console both say. */
export const common = {
  back: 'Retour',
  cancel: 'Annuler',
  close: 'Fermer',
  tryAgain: 'Réessayer',
  repair: 'Réparer',
  details: 'Détails',
  copyDetails: 'Copier les détails',
  copied: 'Copié',
  dismiss: 'Masquer',
  moment: 'Un instant…',
  opensInBrowser: 's’ouvre dans votre navigateur',
  quoted: '« {{text}} »',
  inviter: 'la personne qui vous a envoyé l’invitation',
  dateSettings: 'Ouvrir les réglages de date et heure',
};
