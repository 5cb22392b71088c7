/** Spanish: notices to the admin. `{id}` is the beginning of the device’s id, `{days}` an amount with its unit. */
import type { NoticeTexts } from './shape.ts';

export const es: NoticeTexts = {
  home: 'el propio servidor',
  admin: '{who}, administración',
  address: 'la dirección {who}',
  unknown: '(desconocido)',
  log: 'Registro de auditoría: entrada {seq}, {hash}',
  test: {
    title: 'Esto es una prueba',
    text: 'Latchkey puede avisarte. No ha pasado nada en tu servidor y no tienes que hacer nada.',
  },
  byHand: 'Se renueva a mano. Si {person} aún lo usa: abrir {page} en el dispositivo y elegir esa llave.',
  toPerson: {
    title: 'Tu llave de {home} caduca pronto: faltan {days}',
    text: 'Hola, {person}:\n\nla llave de {name} abre {home} {days} más. Abre esta página en {name} y elige la llave: te lleva a la próxima en dos minutos.\n\n{page}\n\nLa página nunca pide una contraseña. Si ya no usas {name}, no tienes que hacer nada.',
  },
  entries: {
    'invitation-redeemed': {
      title: 'Se ha usado la invitación de {person}',
      text: 'Se usó desde: {who}. Si no fue {person}: latchkey shut-out {id}',
    },
    'device-enrolled': {
      title: '{name} ({person}) ya tiene una llave',
      text: 'Abre tus servicios desde cualquier lugar. Se configuró desde: {who}. Si no fue {person}: latchkey shut-out {id}',
    },
    'device-shut-out': {
      title: 'El acceso de {name} ({person}) está desactivado',
      text: 'Su llave ya no abre nada. Lo hizo: {who}.',
    },
    'device-left': {
      title: '{name} ({person}) ha devuelto su llave',
      text: 'Su llave ya no abre nada. No tienes que hacer nada.',
    },
    'renewal-secret-reused': {
      title: 'Puede que alguien tenga una copia de la llave de {name} ({person})',
      text: 'Un secreto que solo este equipo puede usar, y una sola vez, se usó por segunda vez desde: {who}. Por seguridad, el acceso de este equipo está desactivado. Habla con {person}, haz revisar el equipo y vuelve a invitar a {person}.',
    },
    'renewal-by-key-refused': {
      title: 'Puede que alguien tenga una copia de la llave de {name} ({person})',
      text: 'Se presentó su llave para renovarla por EST, algo que esta llave nunca hace, desde: {who}. No se entregó nada, y el equipo sigue teniendo acceso. Si no lo intentaste tú: latchkey shut-out {id}; después haz revisar el equipo y vuelve a invitar a {person}.',
    },
    'expiry-coming': {
      title: 'La llave de {name} ({person}) caduca pronto: faltan {days}',
      text: 'No se ha renovado por sí sola, quizá porque el equipo se enciende poco. Si {person} aún lo usa, pídele que abra Latchkey en él.',
    },
    'brute-force': {
      title: 'Alguien está adivinando códigos: {subject}',
      text: 'De ahí llegaron {failures} códigos o secretos falsos en un cuarto de hora. No entró nadie. No tienes que hacer nada, salvo que fuera alguien a quien invitaste: entonces envíale una invitación nueva.',
    },
    'brute-force-distributed': {
      title: 'Muchas direcciones juntas están adivinando códigos',
      text: 'Más de {addresses} direcciones han enviado códigos o secretos falsos en un cuarto de hora. No entró nadie. Mientras dure, puede que tus invitados tengan que intentarlo más tarde.',
    },
    'backup-failed': {
      title: 'No se pudo hacer la copia de seguridad prevista',
      text: 'latchkey audit dice por qué. Se intenta de nuevo cada minuto. Quizá el disco esté lleno o no esté.',
    },
    'ca-expiry-coming': {
      title: 'La Homelab CA caduca pronto: faltan {days}',
      text: 'Después ninguna llave abre nada. Cámbiala a tiempo: latchkey ca rotate',
    },
    'server-certificate-expiry-coming': {
      title: 'El certificado del servidor {subject} caduca pronto: faltan {days}',
      text: 'Ya debería haberse renovado. Después ningún navegador abre el servicio sin una advertencia. Averigua por qué: latchkey doctor',
    },
    'configuration-refused': {
      title: 'El servidor arrancó con el último latchkey.yaml válido',
      text: 'latchkey.yaml no es válido ahora. Quien tenía acceso lo conserva. Mira qué está mal: latchkey config check',
    },
    'server-certificate-not-issued': {
      title: 'La autoridad no da un certificado para {subject}',
      text: 'El servidor lo vuelve a pedir por sí solo. Por qué no, y hasta cuándo vale el actual: latchkey doctor',
    },
    'server-certificate-refused': {
      title: 'El certificado renovado no se está usando',
      text: 'Algo falla en los archivos nuevos: latchkey audit dice qué. El anterior sigue en uso hasta que caduque. En cuanto los archivos estén bien, se usarán por sí solos.',
    },
    'server-certificate-recovered': {
      title: 'El servidor tiene un certificado nuevo',
      text: 'Es válido hasta el {until}. No tienes que hacer nada.',
    },
    'client-auth-failed': {
      title: 'La comprobación de las llaves no resiste: el servidor se ha parado',
      text: 'Al arrancar, entró alguien sin una llave válida. No se puede acceder a nada hasta que se corrija. Averigua por qué: latchkey doctor',
    },
    'ca-burned': {
      title: 'Se ha destruido la Homelab CA y todos los accesos están desactivados',
      text: 'Lo hizo: {who}. Nadie entra desde fuera hasta que vuelvas a invitar.',
    },
    'ca-key-exported': {
      title: 'Se ha exportado la clave de la Homelab CA',
      text: 'Lo hizo: {who}. Quien tenga ese archivo puede firmar certificados, pero solo dan acceso los del registro. Si no fuiste tú: latchkey ca replace',
    },
    'doctor-found': {
      title: 'El diagnóstico ha encontrado algo',
      text: '{subject}. Qué hacer: latchkey doctor',
    },
  },
};
