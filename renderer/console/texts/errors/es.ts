import type { ConsoleTexts } from '../shape.ts';

/** Spanish: what goes wrong in the console, each with what to do next. */
export const errors: ConsoleTexts['errors'] = {
  OFFLINE: {
    title: 'La casa no responde',
    hint: 'Comprueba tu conexión, y si la casa está en marcha. Lo que has escrito se queda aquí.',
  },
  INTERNAL: {
    title: 'Algo ha ido mal',
    hint: 'Inténtalo otra vez. Si sigue pasando, la causa está en el registro técnico de la casa: latchkey doctor dice dónde.',
  },
  REQUEST_NOT_VALID: {
    title: 'La casa no acepta esto',
    hint: 'Comprueba lo que has escrito. Si está bien, recarga esta página: quizá la casa sea más nueva que ella.',
  },
  TOO_MANY_REQUESTS: { title: 'Demasiados intentos', hint: 'Espera un minuto e inténtalo otra vez.' },
  UNAVAILABLE: { title: 'La casa está ocupada', hint: 'Inténtalo otra vez en un momento.' },
  HOME_NOT_RUNNING: { title: 'La casa no está en marcha', hint: 'Ponla en marcha en su máquina: latchkey up' },
  CONSOLE_KEY_MISSING: {
    title: 'Esta es la consola de una casa',
    hint: 'Se abre en el dispositivo de un administrador, con su llave. En la máquina de la casa también puedes conseguir un enlace que la abre una vez:',
  },
  CONSOLE_KEY_NOT_VALID: {
    title: 'La llave de este dispositivo ya no funciona',
    hint: 'Ha caducado, se devolvió o está excluida. En la máquina de la casa puedes conseguir un enlace que abre la consola una vez:',
  },
  CONSOLE_KEY_REPLACED: {
    title: 'Este dispositivo tiene una llave más nueva',
    hint: 'El navegador muestra todavía la anterior. Ciérralo del todo y ábrelo de nuevo para seguir. Lo que has escrito queda aquí hasta entonces; copia lo que necesites.',
  },
  CONSOLE_NOT_ADMIN: {
    title: 'La consola es para administradores',
    hint: 'Tu llave funciona para tus servicios, pero no es la de un administrador. Quien lleva la casa puede cambiarlo en su máquina:',
  },
  CONSOLE_LINK_NOT_VALID: {
    title: 'Este enlace no abre la consola',
    hint: 'Un enlace funciona una vez, durante cinco minutos, en un navegador en casa, y abre la consola ocho horas. Puedes conseguir otro en la máquina de la casa:',
  },
  CONSOLE_TOO_MANY_PAGES: {
    title: 'Hay demasiadas páginas de la consola abiertas',
    hint: 'Cierra una. Hasta entonces, esta página no se entera de los cambios; lo escrito se conserva.',
  },
  CONSOLE_REQUEST_REFUSED: {
    title: 'Esto no venía de la propia consola',
    hint: 'No ha cambiado nada. Cierra otras páginas, recarga esta e inténtalo otra vez.',
  },
  CONFIRMATION_NEEDED: {
    title: 'Esto no se puede deshacer',
    hint: 'No ha cambiado nada. Recarga la página e inténtalo otra vez: entonces pide el nombre.',
  },
  BACKUP_KEY_MISSING: {
    title: 'Las copias aún no se pueden cifrar',
    hint: 'Escribe una llave bajo «backups: to:» en latchkey.yaml y recarga la casa.',
  },
  NOTICES_OFF: {
    title: 'Todavía no se avisa a nadie',
    hint: 'Escribe un webhook o un correo bajo «notices:» en latchkey.yaml y recarga la casa.',
  },
  NOTICE_NOT_SENT: {
    title: 'El aviso no se pudo entregar',
    hint: 'Los detalles dicen por qué. Corrige «notices:» en latchkey.yaml e inténtalo otra vez.',
  },
  USAGE: { title: 'La casa no acepta esto', hint: 'Los detalles dicen qué está mal. No ha cambiado nada.' },
  DEVICE_NOT_FOUND: { title: 'No existe ese dispositivo', hint: 'Búscalo en la lista de dispositivos.' },
  DEVICE_NOT_LET_IN: {
    title: 'Este dispositivo no se puede volver a admitir',
    hint: 'Ninguna de sus llaves es válida ya. Vuelve a invitar a la persona.',
  },
  PERSON_NOT_FOUND: { title: 'Nadie se llama así', hint: 'Busca en la lista de personas.' },
  INVITATION_NOT_FOUND: {
    title: 'Esta invitación ya no está abierta',
    hint: 'Se usó, caducó o se retiró. El registro dice cuál de las tres.',
  },
  SERVICE_NOT_FOUND: {
    title: 'Ese servicio ya no existe',
    hint: 'latchkey.yaml cambió entretanto. No ha cambiado nada más.',
  },
  CONNECTIONS_NOT_ENDED: {
    title: 'El cambio está hecho, pero no se pudieron cerrar las conexiones abiertas',
    hint: 'No se puede abrir nada nuevo. HAProxy no responde; en cuanto responda, la casa cierra las conexiones abiertas. Para cerrarlas ya, reinicia la casa.',
  },
  FOLDER_NOT_WRITABLE: {
    title: 'No se puede escribir en la carpeta',
    hint: 'Comprueba en la máquina de la casa de quién es, quién puede escribir y si el disco está lleno.',
  },
};
