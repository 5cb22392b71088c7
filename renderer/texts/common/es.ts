/** Spanish: what the app and the console both say. */
export const common = {
  back: 'Atrás',
  cancel: 'Cancelar',
  close: 'Cerrar',
  tryAgain: 'Intentarlo otra vez',
  repair: 'Reparar',
  details: 'Detalles',
  copyDetails: 'Copiar los detalles',
  copied: 'Copiado',
  dismiss: 'Ocultar',
  moment: 'Un momento…',
  opensInBrowser: 'se abre en tu navegador',
  quoted: '«{{text}}»',
  inviter: 'la persona que te invitó',
  dateSettings: 'Abrir los ajustes de fecha y hora',
};
