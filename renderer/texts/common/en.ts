/** English: what the app and the console both say. */
export const common = {
  back: 'Back',
  cancel: 'Cancel',
  close: 'Close',
  tryAgain: 'Try again',
  repair: 'Repair',
  details: 'Details',
  copyDetails: 'Copy details',
  copied: 'Copied',
  dismiss: 'Dismiss',
  moment: 'One moment…',
  opensInBrowser: 'opens in your browser',
  quoted: '“{{text}}”',
  inviter: 'the person who invited you',
  dateSettings: 'Open date & time settings',
} as const;
