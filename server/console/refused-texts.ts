/** The texts for somebody who may not open the console. They are HTML. */
import type { Language } from '../../shared/languages.ts';

const en = {
  title: 'The console doesn’t open here',
  missing: 'It opens with the key of an admin’s device, and this browser showed none.',
  notValid: 'The key of this device has expired, was replaced or was shut out. If it was renewed, restart the browser.',
  notAdmin: 'The key of this device is fine, but it is not the key of an admin.',
  how: 'Whoever runs this home can open it with a one-time link: <code>latchkey console</code> on its machine prints one. <code>latchkey admin add &lt;person&gt;</code> makes somebody an admin.',
};

export type RefusedTexts = Readonly<Record<keyof typeof en, string>>;

export const REFUSED_TEXTS: Readonly<Record<Language, RefusedTexts>> = {
  en,
  de: {
    title: 'Die Konsole öffnet sich hier nicht',
    missing: 'Sie öffnet sich mit dem Schlüssel eines Admin-Geräts, und dieser Browser hat keinen gezeigt.',
    notValid:
      'Der Schlüssel dieses Geräts ist abgelaufen, ersetzt oder ausgesperrt. Wurde er erneuert, starte den Browser neu.',
    notAdmin: 'Der Schlüssel dieses Geräts ist in Ordnung, aber er gehört keinem Admin.',
    how: 'Wer dieses Zuhause betreibt, kann sie mit einem Einmal-Link öffnen: <code>latchkey console</code> auf dessen Rechner zeigt einen. <code>latchkey admin add &lt;person&gt;</code> macht jemanden zum Admin.',
  },
  fr: {
    title: 'La console ne s’ouvre pas ici',
    missing: 'Elle s’ouvre avec la clé de l’appareil d’un admin, et ce navigateur n’en a montré aucune.',
    notValid:
      'La clé de cet appareil a expiré, a été remplacée ou désactivée. Si elle a été renouvelée, redémarrez le navigateur.',
    notAdmin: 'La clé de cet appareil est en ordre, mais ce n’est pas celle d’un admin.',
    how: 'La personne qui gère cette maison peut l’ouvrir avec un lien à usage unique : <code>latchkey console</code> sur sa machine en affiche un. <code>latchkey admin add &lt;person&gt;</code> fait de quelqu’un un admin.',
  },
  es: {
    title: 'La consola no se abre aquí',
    missing: 'Se abre con la llave del dispositivo de un administrador, y este navegador no ha mostrado ninguna.',
    notValid:
      'La llave de este dispositivo ha caducado, se ha sustituido o se ha desactivado. Si se renovó, reinicia el navegador.',
    notAdmin: 'La llave de este dispositivo está bien, pero no es la de un administrador.',
    how: 'Quien lleva esta casa puede abrirla con un enlace de un solo uso: <code>latchkey console</code> en su máquina muestra uno. <code>latchkey admin add &lt;person&gt;</code> hace administrador a alguien.',
  },
  nl: {
    title: 'De console gaat hier niet open',
    missing: 'Hij gaat open met de sleutel van een apparaat van een beheerder, en deze browser toonde er geen.',
    notValid:
      'De sleutel van dit apparaat is verlopen, vervangen of uitgezet. Is hij vernieuwd, herstart dan de browser.',
    notAdmin: 'De sleutel van dit apparaat is in orde, maar hij is niet van een beheerder.',
    how: 'Wie deze thuisserver beheert, kan hem openen met een link voor één keer: <code>latchkey console</code> op de machine toont er een. <code>latchkey admin add &lt;person&gt;</code> maakt iemand beheerder.',
  },
};
