import type { Texts } from '../shape.ts';

export const errors: Texts['errors'] = {
  INVITATION_NOT_VALID: {
    title: 'Esta invitación no funciona',
    hint: 'Puede que tenga una errata, o que ya se haya usado o haya caducado. Compárala con el mensaje que recibiste, o pide una nueva a {{contact}}.',
  },
  INVITE_NOT_VALID: {
    title: 'Esta invitación no está completa',
    hint: 'Copia otra vez toda la invitación: el código, la @ y la dirección que sigue.',
  },
  TOO_MANY_REQUESTS: {
    title: 'Demasiados intentos',
    hint: 'Espera unos minutos y vuelve a intentarlo.',
  },
  RENEWAL_NOT_PROVEN: {
    title: 'La llave nueva no ha funcionado',
    hint: 'Sigues usando tu llave actual. Latchkey lo vuelve a intentar por sí solo.',
  },
  RENEWAL_TOO_LATE: {
    title: 'Tu llave ha caducado',
    hint: 'Caducó hace demasiado tiempo para renovarla. Pide una invitación nueva a {{contact}}.',
  },
  APP_TOO_OLD: {
    title: 'Latchkey necesita una actualización',
    hint: 'Esta versión es demasiado antigua para el servidor. Instala la más reciente y vuelve a intentarlo.',
  },
  DEVICE_SHUT_OUT: {
    title: 'El acceso está desactivado para este equipo',
    hint: 'Si no lo esperabas, pregunta a {{contact}}.',
  },
  BACKGROUND_FAILED: {
    title: 'No se pudo activar la renovación automática',
    hint: 'Abre Latchkey de vez en cuando: así renueva tu llave.',
  },
  RENEWAL_SECRET_NOT_VALID: {
    title: 'Este equipo ya no se reconoce',
    hint: 'Pide una invitación nueva a {{contact}}.',
  },
  INTERNAL: {
    title: 'Algo ha fallado',
    hint: 'Inténtalo otra vez. Si vuelve a pasar, envía los detalles a {{contact}}.',
  },
  UNAVAILABLE: {
    title: 'El servidor está ocupado',
    hint: 'Inténtalo otra vez en un momento.',
  },
  MISUNDERSTOOD: {
    title: 'Latchkey y el servidor no se entienden',
    hint: 'Seguramente uno de los dos es demasiado antiguo. Abre el enlace de tu invitación en un navegador: en esa página está la última versión de Latchkey. Si no ayuda, pregunta a {{contact}}.',
  },
  HOME_NOT_FOUND: {
    title: 'No se ha encontrado el servidor',
    hint: 'Comprueba la dirección que sigue a la @ en tu invitación y tu conexión a internet.',
  },
  HOME_NOT_REACHED: {
    title: 'El servidor no responde',
    hint: 'Comprueba tu conexión a internet e inténtalo otra vez. Si sigue igual, pregunta a {{contact}}.',
  },
  HOME_NOT_TRUSTED: {
    title: 'Puede que no sea el servidor correcto',
    hint: 'No ha podido demostrar que es el de tu invitación. No sigas, y pregunta a {{contact}}.',
  },
  CLOCK_WRONG: {
    title: 'El reloj de este equipo va mal',
    hint: 'Pon la fecha y la hora en automático e inténtalo otra vez. Si ya están bien, no sigas, y pregunta a {{contact}}.',
  },
  HOME_ANSWER_NOT_VALID: {
    title: 'Latchkey no puede leer la respuesta del servidor',
    hint: 'No se ha instalado ninguna llave. Pide ayuda a {{contact}}.',
  },
  HOME_CLAIMS_TOO_MUCH: {
    title: 'Este servidor dice tener direcciones que no son suyas',
    hint: 'No se ha instalado nada. No sigas, y pregunta a {{contact}}.',
  },
  CERTIFICATE_NOT_ACCEPTABLE: {
    title: 'El servidor ha enviado una llave que no es para este equipo',
    hint: 'No se ha instalado nada. Pide ayuda a {{contact}}.',
  },
  VAULT_NOT_AVAILABLE: {
    title: 'Este equipo no tiene un almacén de contraseñas',
    hint: 'Latchkey guarda ahí tu llave, por ejemplo en GNOME Keyring o KWallet. Instala uno, vuelve a iniciar sesión e inténtalo otra vez.',
  },
  VAULT_LOCKED: {
    title: 'Tu almacén de contraseñas está bloqueado',
    hint: 'Inténtalo otra vez y escribe la contraseña con la que inicias sesión cuando tu equipo la pida.',
  },
  VAULT_SEALED_ELSEWHERE: {
    title: 'Esta llave es de otro equipo',
    hint: 'O falta el archivo que la abre aquí. Pide a {{contact}} una invitación nueva para este equipo.',
  },
  STORE_TOOL_MISSING: {
    title: 'Falta un programa',
    hint: 'Latchkey lo necesita para añadir llaves a los navegadores. En Debian, Ubuntu y Mint, instala el paquete libnss3-tools e inténtalo otra vez.',
  },
  STORE_LOCKED: {
    title: 'Este navegador protege sus llaves con una contraseña',
    hint: 'Latchkey la pide al añadir tu llave. En Firefox se llama contraseña principal.',
  },
  STORE_FAILED: {
    title: 'No se pudo añadir tu llave a tus navegadores',
    hint: 'Cierra tus navegadores e inténtalo otra vez.',
  },
  STORE_NOT_SUPPORTED: {
    title: 'En este sistema Latchkey aún no puede añadir llaves a los navegadores',
    hint: 'Puede en macOS, Windows y la mayoría de escritorios Linux. Pide ayuda a {{contact}}.',
  },
  KEY_LOST: {
    title: 'La configuración empezada ya no está en este equipo',
    hint: 'Pide una invitación nueva a {{contact}}.',
  },
  KEY_NOT_COPIED: {
    title: 'Tu llave no se puede copiar a este navegador',
    hint: 'Tus otros navegadores la conservan. Para tenerla también en este, quita este equipo y configúralo de nuevo con una invitación nueva.',
  },
  CLIENT_BUSY: {
    title: 'Latchkey ya está ocupado',
    hint: 'Deja que termine e inténtalo otra vez.',
  },
  NOT_ENROLLED: {
    title: 'Este equipo no está configurado para eso',
    hint: 'Usa primero una invitación.',
  },
  RECORDS_NEWER: {
    title: 'Este Latchkey es más antiguo que sus datos guardados',
    hint: 'En este equipo hubo una versión más nueva de Latchkey. No se ha cambiado nada. Vuelve a instalar la versión más reciente.',
  },
  RECORDS_DAMAGED: {
    title: 'Los datos guardados de Latchkey están dañados',
    hint: 'Tus navegadores conservan tus llaves. «Reparar» aparta el archivo dañado. Si después falta un servidor, pide una invitación nueva.',
  },
};
