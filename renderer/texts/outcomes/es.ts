import type { Texts } from '../shape.ts';

export const outcome: Texts['outcome'] = {
  reached: { title: 'Funciona' },
  'on-the-lan': {
    title: 'Abierto, porque estás en casa',
    todo: 'Allí nadie necesita llave. Para probar la tuya, conéctate desde otro lugar, por ejemplo con tu teléfono.',
  },
  offline: {
    title: 'Este equipo no tiene conexión',
    todo: 'Conéctalo a internet y repite la prueba.',
  },
  'name-not-found': {
    title: 'No se ha encontrado la dirección',
    todo: 'Comprueba tu conexión a internet. Si se abren otras páginas, pregunta a {{contact}}: falta esta dirección.',
  },
  'home-not-answering': {
    title: 'El servidor no responde',
    todo: 'Comprueba tu conexión a internet. Si sigue igual, pregunta a {{contact}}.',
  },
  'no-certificate': {
    title: 'Tu llave no está en tu navegador',
    todo: 'Cierra del todo tu navegador, ábrelo y repite la prueba. Si sigue igual, quita este equipo y usa una invitación nueva.',
  },
  'certificate-refused': {
    title: 'Esta llave no se reconoce',
    todo: 'El servidor no la emitió. Pide una invitación nueva a {{contact}}.',
  },
  'shut-out': {
    title: 'El acceso está desactivado para este equipo',
    todo: 'Si no lo esperabas, pregunta a {{contact}}.',
  },
  'not-allowed': {
    title: 'No se comparte contigo',
    todo: 'Tu llave está bien. No abre este servicio. Si lo necesitas, pregunta a {{contact}}.',
  },
  expired: {
    title: 'Tu llave ha caducado',
    todo: 'Pide una invitación nueva a {{contact}}.',
  },
  'service-down': {
    title: 'Tu llave funciona, pero este servicio está parado',
    todo: 'Pide a {{contact}} que lo ponga en marcha.',
  },
  'server-not-trusted': {
    title: 'El servidor no ha podido demostrar quién es',
    todo: 'No escribas allí ninguna contraseña. Pregunta a {{contact}}.',
  },
  'clock-wrong': {
    title: 'El reloj de este equipo va mal',
    ahead: 'Va {{time}} adelantado. Pon la fecha y la hora en automático y repite la prueba.',
    behind: 'Va {{time}} atrasado. Pon la fecha y la hora en automático y repite la prueba.',
    todo: 'Pon la fecha y la hora en automático y repite la prueba.',
  },
  'local-network-denied': {
    title: 'Este equipo no deja a Latchkey usar la red local',
    todo: 'Abre Ajustes del Sistema, Privacidad y seguridad, Red local, y activa Latchkey.',
  },
  'not-tested': {
    title: 'No se ha podido probar desde aquí',
    todo: 'En este equipo Latchkey no puede usar tu llave por sí solo. Abre el servicio en tu navegador.',
  },
  refused: { title: 'No entra, como debe ser' },
  'let-in': {
    title: 'Entra',
    todo: 'Avisa enseguida a {{contact}}.',
  },
  strangerAtHome: {
    title: 'Estás en casa, donde entra todo el mundo',
    todo: 'Si los demás se quedan fuera, solo se ve desde otro lugar.',
  },
};
