import type { FINDINGS } from '../../../../shared/findings.ts';
import type { Translated } from '../../../texts/shape.ts';

const BROWSERS = 'Los navegadores advierten de este nombre, y las aplicaciones no se conectan.{{reason}}';
const CLOCK = 'Las invitaciones y los certificados caducarían demasiado pronto o tarde, y las renovaciones fallan.';
const DISK = 'Una casa que no puede escribir no admite a nadie nuevo ni recuerda a quién excluyes.';
const SCEP =
  'Hasta entonces, ningún iPhone, iPad o Mac sin la aplicación recibe una llave. A los dispositivos que ya tienen una no les afecta.';
const CONSOLE = 'Hasta entonces la consola no se abre. Si no la quieres, escribe console: off en latchkey.yaml.';
const PAGE =
  'Hasta entonces los enlaces de las invitaciones llevan a {{instead}}, donde un teléfono puede pedir un certificado y recordar un no. Sin teléfonos, escribe phones: { page: off } en latchkey.yaml.';
const CA =
  'Ningún certificado dura más que su CA. Un cambio tarda lo que el certificado más largo y no le cuesta nada a nadie.';
const ROOT =
  'Ningún certificado de servidor dura más que su raíz. En una nueva tienen que confiar primero todas las aplicaciones y navegadores.';
const BACKUP =
  'Si este disco muere, todos necesitan una llave nueva, a menos que se puedan restaurar el registro y las llaves.';
const NAT =
  'que oculta a los remitentes (NAT de origen, masquerading) hace que los extraños parezcan estar en casa. Desactívalo para el puerto {{port}}; hasta entonces, quita su red de la lista LAN. Si fuiste tú, con el nombre público en casa, todo está bien.';
const HEADER =
  '{{name}} confía en una cabecera que dice quién pregunta. Quien llegue sin pasar por esta casa puede escribirla.';

/** Spanish: what the doctor finds wrong. */
export const findings: Translated<typeof FINDINGS> = {
  'active-set-intruders': {
    what_one: 'El active set no cuadra: {{count}} certificado en él que el registro no admite ({{first}}…).',
    what_many: 'El active set no cuadra: {{count}} de certificados en él que el registro no admite ({{first}}…).',
    what_other: 'El active set no cuadra: {{count}} certificados en él que el registro no admite ({{first}}…).',
    why: 'Todo certificado de la CA Homelab que esté en esta carpeta puede entrar.',
  },
  'active-set-missing': {
    what_one: 'El active set no cuadra: falta {{count}} certificado activo.',
    what_many: 'El active set no cuadra: faltan {{count}} de certificados activos.',
    what_other: 'El active set no cuadra: faltan {{count}} certificados activos.',
    why: 'Un dispositivo cuyo certificado falta se rechaza, aunque el registro lo admite.',
  },
  'app-not-named': {
    what: 'Las invitaciones no dicen dónde está la aplicación: latchkey.yaml no tiene downloads, y esta versión no conoce ninguna dirección.',
    why: 'Quien está invitado para un ordenador tiene que pedirte la aplicación. Nombra sus archivos en downloads, o escribe downloads: {} si la envías tú.',
  },
  'ca-not-yet-valid': { what: 'La CA Homelab aún no es válida: ¿va bien el reloj?', why: CA },
  'ca-expired': { what: 'La CA Homelab ha caducado.', why: CA },
  'ca-expires': {
    what_one: 'La CA Homelab caduca en {{count}} día.',
    what_many: 'La CA Homelab caduca en {{count}} de días.',
    what_other: 'La CA Homelab caduca en {{count}} días.',
    why: CA,
  },
  'server-root-not-yet-valid': {
    what: 'La raíz de los certificados de servidor aún no es válida: ¿va bien el reloj?',
    why: ROOT,
  },
  'server-root-expired': { what: 'La raíz de los certificados de servidor ha caducado.', why: ROOT },
  'server-root-expires': {
    what_one: 'La raíz de los certificados de servidor caduca en {{count}} día.',
    what_many: 'La raíz de los certificados de servidor caduca en {{count}} de días.',
    what_other: 'La raíz de los certificados de servidor caduca en {{count}} días.',
    why: ROOT,
  },
  'backup-none': { what: 'No hay copia de seguridad.', why: BACKUP },
  'backup-old': {
    what_one: 'La última copia de seguridad tiene {{count}} día.',
    what_many: 'La última copia de seguridad tiene {{count}} de días.',
    what_other: 'La última copia de seguridad tiene {{count}} días.',
    why: BACKUP,
  },
  'backup-late': {
    what_one:
      'La última copia de seguridad tiene {{count}} día; latchkey.yaml (backups: every) pide otras más recientes.',
    what_many:
      'La última copia de seguridad tiene {{count}} de días; latchkey.yaml (backups: every) pide otras más recientes.',
    what_other:
      'La última copia de seguridad tiene {{count}} días; latchkey.yaml (backups: every) pide otras más recientes.',
    why: 'Lo que ha cambiado desde entonces se pierde con este disco.',
  },
  'certificate-missing': { what: '{{host}} no tiene certificado de servidor.', why: BROWSERS },
  'certificate-for-another': {
    what: 'El certificado de servidor de {{host}} es para otro nombre.',
    why: BROWSERS,
  },
  'certificate-expired': { what: 'El certificado de servidor de {{host}} ha caducado.', why: BROWSERS },
  'certificate-expires-in-days': {
    what_one: 'El certificado de servidor de {{host}} caduca en {{count}} día y no se ha renovado.',
    what_many: 'El certificado de servidor de {{host}} caduca en {{count}} de días y no se ha renovado.',
    what_other: 'El certificado de servidor de {{host}} caduca en {{count}} días y no se ha renovado.',
    why: BROWSERS,
  },
  'certificate-expires-in-hours': {
    what_one: 'El certificado de servidor de {{host}} caduca en {{count}} hora y no se ha renovado.',
    what_many: 'El certificado de servidor de {{host}} caduca en {{count}} de horas y no se ha renovado.',
    what_other: 'El certificado de servidor de {{host}} caduca en {{count}} horas y no se ha renovado.',
    why: BROWSERS,
  },
  'certificate-not-taken-over': {
    what: 'El certificado del disco no es el que muestra {{host}}.',
    why: 'Uno nuevo se adopta en un minuto, salvo que tenga algún problema: latchkey audit dice cuál.',
  },
  'client-auth-fails': {
    what: 'El control de los certificados de cliente falla. {{attack}}.',
    why: 'Alguien sin llave válida entra ahora. Si esta orden no ayuda, detén la casa.',
  },
  'client-auth-not-tried': {
    what: 'El control de los certificados de cliente no se pudo probar.{{attack}}',
    why: 'No entró nadie, con llave o sin ella, y ningún ataque llegó al control.',
  },
  'clock-before-home': { what: 'El reloj marca una hora anterior a la creación de la casa.', why: CLOCK },
  'clock-apart': {
    what: 'La casa en {{address}} y esta máquina difieren en {{minutes}} minutos.',
    why: CLOCK,
  },
  'clock-follows-none': { what: 'El reloj de esta máquina no sigue a ningún servidor de hora.', why: CLOCK },
  'configuration-changed': {
    what: 'latchkey.yaml ha cambiado, y la casa sigue con la versión anterior.',
    why: 'Todo lo demás trata de latchkey.yaml como es ahora. Qué es distinto: {{diff}}',
  },
  'console-no-answer': {
    what: 'La consola no responde.',
    why: 'Todo lo demás sigue. Sus últimos mensajes están en logs/stack.log, en la carpeta de la casa.',
  },
  'console-no-address': { what: '{{host}} no tiene dirección en el DNS.', why: CONSOLE },
  'console-no-certificate': { what: '{{host}} no tiene certificado de servidor.', why: CONSOLE },
  'disk-few-files': { what: 'En el disco solo caben {{files}} archivos más.', why: DISK },
  'disk-full': { what: 'El disco está lleno: quedan {{free}}.', why: DISK },
  'disk-nearly-full': { what: 'El disco está casi lleno: quedan {{free}}.', why: DISK },
  'dns-proxied': {
    what: 'Detrás de {{names}} está el proxy de Cloudflare, y no esta casa.',
    why: 'Cloudflare termina TLS él mismo: aquí no llega ningún certificado de cliente y nadie entra con llave. En su panel, en DNS, Records, desactiva la nube naranja («DNS only»).',
  },
  'dns-no-address': {
    what: '{{name}} no lleva a ninguna parte: no tiene dirección en el DNS.',
    why: 'Crea en el proveedor DNS de {{domain}} un registro A para {{name}} (y AAAA, si la casa tiene IPv6); *.{{domain}} los cubre todos.',
  },
  'dns-elsewhere': {
    what: '{{name}} lleva a {{addresses}}, y {{enrolment}} a {{home}}.',
    why: 'Todos los nombres de una casa llevan a una máquina; este se busca en otra dirección.',
  },
  'dns-not-public': {
    what: '{{name}} lleva a {{addresses}}, que solo conoce esta red.',
    why: 'Desde fuera, esa dirección no lleva a ninguna parte. Está bien si el DNS de casa responde distinto que el de fuera.',
  },
  'dns-other-ipv6': {
    what: '{{name}} tiene la dirección IPv6 {{address}}, que esta máquina no tiene.',
    why: 'Con IPv6 no se redirigen puertos: quien tiene IPv6 llega a otra máquina.',
  },
  'lan-router': {
    what: 'La lista LAN tiene {{network}}, el propio router.',
    why: 'En el router no hay nadie. Los extraños vienen de su dirección cuando oculta a los remitentes.',
  },
  'lan-foreign': {
    what: 'La lista LAN tiene {{network}}, y esta máquina no está en ninguna red así.',
    why: 'Quien llega de {{network}} no necesita llave. Si tu router lleva allí, escribe { network: {{network}}, really: true }.',
  },
  'lan-foreign-instead': {
    what: 'La lista LAN tiene {{network}}, y esta máquina no está en ninguna red así.',
    why: 'En casa se llega de {{missing}} y se pide una llave. Quien llega de {{network}} no la necesita. Si tu router lleva allí, escribe { network: {{network}}, really: true }.',
  },
  'lan-wide': {
    what: 'La lista LAN tiene {{network}}, más amplia que la red de casa ({{home}}).',
    why: 'Lo demás que llega de allí no necesita llave: VPN, invitados, contenedores. Si todo está en casa, escribe { network: {{network}}, really: true }.',
  },
  'lan-narrow': {
    what: 'La lista LAN tiene {{network}}, una parte de la red de casa ({{home}}).',
    why: 'A quien está en el resto se le pide una llave en casa. Si es lo que quieres, escribe { network: {{first}}, really: true }.',
  },
  'lan-missing': {
    what: 'En la lista LAN falta {{network}}, la red de esta máquina.',
    why: 'A quien llega de allí se le pide una llave en casa.',
  },
  'page-asks': { what: '{{host}} pide un certificado, o no responde.', why: PAGE },
  'page-no-address': { what: '{{host}} no tiene dirección en el DNS.', why: PAGE },
  'page-no-certificate': { what: '{{host}} no tiene certificado de servidor.', why: PAGE },
  'proxies-same-user': {
    what: 'HAProxy y Caddy funcionan con el mismo usuario que la casa.',
    why: 'Solo unas comprobaciones separan a un sitio de las llaves, que ese usuario puede leer. Una casa que arrancan root, systemd o un contenedor los ejecuta con otro usuario.',
  },
  'reach-stranger': {
    what: 'En {{address}}, puerto {{port}}, responde alguien que no es esta casa ({{detail}}).',
    why: 'Quien sigue una invitación llega allí. Mira a dónde redirige el router este puerto.',
  },
  'reach-none': {
    what: '{{address}}, puerto {{port}}, no responde a esta máquina ({{detail}}).',
    why: 'O el puerto {{port}} no se redirige a esta máquina, o los dispositivos de casa no llegan a la dirección pública (sin hairpin NAT); un teléfono sin wifi muestra cuál de los dos.',
  },
  'scep-no-answer': { what: 'SCEP no dice quién es su autoridad de registro.', why: SCEP },
  'scep-foreign': { what: 'La autoridad de registro de SCEP no es de la CA Homelab.', why: SCEP },
  'scep-not-valid': {
    what: 'El certificado de la autoridad de registro de SCEP no es válido ahora.',
    why: SCEP,
  },
  'service-down': {
    what: '{{name}} está parado: nadie responde en {{upstream}}.',
    why: 'Quien tiene una llave ve un error de la casa en vez de {{name}}. Si se ha mudado, corrige services.{{name}} en latchkey.yaml. La conexión falló con: {{reason}}.',
  },
  'service-elsewhere': {
    what: '{{name}} sabe quién pregunta, y está en otra máquina ({{host}}).',
    why: `${HEADER} Deja que solo esta máquina se conecte a {{upstream}}.`,
  },
  'service-around': {
    what: '{{name}} sabe quién pregunta, y se puede llegar a él sin pasar por esta casa, en {{address}} puerto {{port}}.',
    why: `${HEADER} Haz que escuche solo en 127.0.0.1 (Docker: 127.0.0.1:{{port}}:…).`,
  },
  'sources-hidden': {
    what: 'HAProxy no ve de dónde vienen las conexiones a {{listen}}: algo en medio lo oculta.',
    why: 'Con un puerto de contenedor publicado o un proxy delante, todos parecen iguales, y quizá en casa. HAProxy tiene que funcionar en la red de la propia máquina.',
  },
  'sources-router': {
    what_one: '{{count}} conexión del último día vino de la dirección del router, {{address}}, y contó como en casa.',
    what_many:
      '{{count}} de conexiones del último día vinieron de la dirección del router, {{address}}, y contaron como en casa.',
    what_other:
      '{{count}} conexiones del último día vinieron de la dirección del router, {{address}}, y contaron como en casa.',
    why: `Un router ${NAT}`,
  },
  'sources-bridge': {
    what_one:
      '{{count}} conexión del último día vino de la dirección del puente de contenedores, {{address}}, y contó como en casa.',
    what_many:
      '{{count}} de conexiones del último día vinieron de la dirección del puente de contenedores, {{address}}, y contaron como en casa.',
    what_other:
      '{{count}} conexiones del último día vinieron de la dirección del puente de contenedores, {{address}}, y contaron como en casa.',
    why: `Un puente de contenedores ${NAT}`,
  },
};
