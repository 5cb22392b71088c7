import type { Texts } from '../shape.ts';

export const errors: Texts['errors'] = {
  INVITATION_NOT_VALID: {
    title: 'Este código no abre nada',
    hint: 'Puede estar mal escrito, usado o ser demasiado antiguo. Compáralo con tu invitación o pide una nueva.',
  },
  INVITE_NOT_VALID: {
    title: 'Esta invitación no está completa',
    hint: 'Copia otra vez la invitación entera: el código, la @ y el nombre que va detrás.',
  },
  TOO_MANY_REQUESTS: {
    title: 'Ha habido demasiados intentos',
    hint: 'Espera unos minutos e inténtalo otra vez.',
  },
  RENEWAL_NOT_PROVEN: {
    title: 'La llave nueva no fue aceptada',
    hint: 'Tu llave anterior sigue en uso.',
  },
  RENEWAL_TOO_LATE: {
    title: 'Tu llave caducó hace demasiado tiempo',
    hint: 'Pide una nueva invitación a la persona que te invitó.',
  },
  DEVICE_SHUT_OUT: {
    title: 'Este equipo ha sido excluido',
    hint: 'Pregunta a la persona que te invitó. Quizá alguien ha usado una copia de los secretos de este equipo.',
  },
  BACKGROUND_FAILED: {
    title: 'Este equipo no aceptó la tarea diaria',
    hint: 'Abre Latchkey de vez en cuando: entonces renueva tu llave.',
  },
  RENEWAL_SECRET_NOT_VALID: {
    title: 'La casa ya no conoce este equipo',
    hint: 'Pide una nueva invitación a la persona que te invitó.',
  },
  INTERNAL: {
    title: 'Algo ha ido mal',
    hint: 'Inténtalo otra vez. Si vuelve a pasar, envía los detalles a la persona que te invitó.',
  },
  UNAVAILABLE: { title: 'La casa está ocupada', hint: 'Inténtalo otra vez dentro de un momento.' },
  MISUNDERSTOOD: {
    title: 'Latchkey y la casa no se entienden',
    hint: 'Seguramente uno de los dos es demasiado antiguo. Instala el Latchkey más nuevo; si no ayuda, avisa a la persona que te invitó.',
  },
  HOME_NOT_FOUND: {
    title: 'No se encuentra la casa',
    hint: 'Compara el nombre que va detrás de la @ con tu invitación y comprueba tu conexión a internet.',
  },
  HOME_NOT_REACHED: {
    title: 'La casa no responde',
    hint: 'Comprueba tu conexión a internet e inténtalo otra vez. Si sigue igual, avisa a la persona que te invitó.',
  },
  HOME_NOT_TRUSTED: {
    title: 'Puede que esta no sea la casa correcta',
    hint: 'No ha podido demostrar que es la de tu invitación. No sigas, y avisa a la persona que te invitó.',
  },
  CLOCK_WRONG: {
    title: 'El reloj de este ordenador no va bien',
    hint: 'Pon la fecha y la hora en automático e inténtalo otra vez. Si ya son correctas, no sigas, y avisa a la persona que te invitó.',
  },
  HOME_ANSWER_NOT_VALID: {
    title: 'La respuesta de la casa no tiene sentido',
    hint: 'No se ha instalado ninguna llave. Avisa a la persona que te invitó.',
  },
  HOME_CLAIMS_TOO_MUCH: {
    title: 'Esta casa reclama más de lo que es suyo',
    hint: 'No se ha instalado nada. Avisa a la persona que te invitó; los detalles dicen qué reclama.',
  },
  CERTIFICATE_NOT_ACCEPTABLE: {
    title: 'La casa ha enviado la llave de otra persona',
    hint: 'No se ha instalado nada. Avisa a la persona que te invitó.',
  },
  VAULT_NOT_AVAILABLE: {
    title: 'Este equipo no tiene un lugar seguro para una llave',
    hint: 'Necesita un almacén de contraseñas, como GNOME Keyring o KWallet. Instala uno, vuelve a iniciar sesión e inténtalo otra vez.',
  },
  VAULT_LOCKED: {
    title: 'El lugar seguro para tu llave está bloqueado',
    hint: 'Inténtalo otra vez y escribe la contraseña con la que inicias sesión cuando tu equipo la pida.',
  },
  VAULT_SEALED_ELSEWHERE: {
    title: 'Esta llave es de otro ordenador',
    hint: 'O falta el archivo que la abre aquí. Pide a la persona que te invitó una nueva invitación para este ordenador.',
  },
  STORE_TOOL_MISSING: {
    title: 'Falta un programa auxiliar',
    hint: 'Pone las llaves en los navegadores. En Debian, Ubuntu y Mint está en el paquete libnss3-tools. Instálalo e inténtalo otra vez.',
  },
  STORE_LOCKED: {
    title: 'El navegador protege sus llaves con una contraseña',
    hint: 'Escríbela cuando el navegador la pida y luego inténtalo aquí otra vez.',
  },
  STORE_FAILED: {
    title: 'Tu llave no se ha podido poner donde la buscan tus navegadores',
    hint: 'Cierra tus navegadores e inténtalo otra vez.',
  },
  STORE_NOT_SUPPORTED: {
    title: 'En este sistema Latchkey aún no puede poner llaves en los navegadores',
    hint: 'Usa un equipo con macOS, Windows o Linux.',
  },
  KEY_LOST: {
    title: 'La llave empezada ya no está en este equipo',
    hint: 'Empieza de nuevo con otra invitación.',
  },
  KEY_NOT_COPIED: {
    title: 'Ningún navegador entrega tu llave',
    hint: 'Quita este equipo y usa una invitación nueva.',
  },
  CLIENT_BUSY: {
    title: 'Latchkey ya está trabajando',
    hint: 'Deja que termine e inténtalo otra vez.',
  },
  NOT_ENROLLED: {
    title: 'Este equipo no tiene llave de esa casa',
    hint: 'Usa primero una invitación.',
  },
  JOURNAL_DAMAGED: {
    title: 'Latchkey no puede leer sus propias notas',
    hint: 'Los detalles nombran el archivo. Muévelo a otro sitio y empieza de nuevo con otra invitación.',
  },
};
