import type { FINDINGS } from '../../../../shared/findings.ts';
import type { Translated } from '../../../texts/shape.ts';

const BROWSERS = 'Browser warnen vor diesem Namen, und Apps verbinden sich nicht.{{reason}}';
const CLOCK = 'Einladungen und Zertifikate würden zu früh oder zu spät ablaufen, und Erneuerungen schlagen fehl.';
const DISK =
  'Ein Zuhause, das nicht schreiben kann, lässt niemand Neuen hinein und merkt sich nicht, wen du aussperrst.';
const SCEP =
  'Bis dahin bekommt kein iPhone, iPad oder Mac ohne die App einen Schlüssel. Geräte, die einen haben, betrifft das nicht.';
const CONSOLE =
  'Bis dahin lässt sich die Konsole nicht öffnen. Brauchst du keine, schreib console: off in latchkey.yaml.';
const PAGE =
  'Bis dahin führen Links von Einladungen zu {{instead}}, wo Telefone vielleicht nach einem Zertifikat fragen und sich ein Nein merken. Ohne Telefone schreib phones: { page: off } in latchkey.yaml.';
const CA =
  'Kein Zertifikat gilt länger als seine CA. Ein Wechsel dauert so lange wie das längste Zertifikat und kostet niemanden etwas.';
const ROOT =
  'Kein Server-Zertifikat gilt länger als seine Wurzel. Einer neuen müssen alle Apps und Browser erst vertrauen.';
const BACKUP =
  'Stirbt diese Platte, brauchen alle einen neuen Schlüssel, wenn Register und Schlüssel nicht wiederhergestellt werden können.';
const NAT =
  'Absender verbirgt (Source-NAT, Masquerading), lässt Fremde als zu Hause gelten. Schalte das für Port {{port}} ab; nimm das Netz bis dahin aus der LAN-Liste. Warst du es selbst, mit dem öffentlichen Namen zu Hause, ist alles in Ordnung.';
const HEADER =
  '{{name}} vertraut einem Header, der sagt, wer anfragt. Wer an diesem Zuhause vorbei herankommt, kann ihn selbst schreiben.';

/** German: what the doctor finds wrong. */
export const findings: Translated<typeof FINDINGS> = {
  'active-set-intruders': {
    what_one:
      'Das Active Set stimmt nicht: {{count}} Zertifikat darin, welches das Register nicht hineinlässt ({{first}}…).',
    what_other:
      'Das Active Set stimmt nicht: {{count}} Zertifikate darin, die das Register nicht hineinlässt ({{first}}…).',
    why: 'Jedes Zertifikat der Homelab-CA, das in diesem Ordner steht, kommt hinein.',
  },
  'active-set-missing': {
    what_one: 'Das Active Set stimmt nicht: {{count}} aktives Zertifikat fehlt darin.',
    what_other: 'Das Active Set stimmt nicht: {{count}} aktive Zertifikate fehlen darin.',
    why: 'Ein Gerät, dessen Zertifikat fehlt, wird abgewiesen, obwohl das Register es hineinlässt.',
  },
  'app-not-named': {
    what: 'Einladungen sagen nicht, wo es die App gibt: latchkey.yaml hat keine downloads, und diese Version kennt keine Adresse.',
    why: 'Wer für einen Computer eingeladen ist, muss dich nach der App fragen. Nenne die Dateien unter downloads, oder schreib downloads: {}, wenn du die App selbst schickst.',
  },
  'ca-not-yet-valid': { what: 'Die Homelab-CA gilt noch nicht: Geht die Uhr richtig?', why: CA },
  'ca-expired': { what: 'Die Homelab-CA ist abgelaufen.', why: CA },
  'ca-expires': {
    what_one: 'Die Homelab-CA läuft in {{count}} Tag ab.',
    what_other: 'Die Homelab-CA läuft in {{count}} Tagen ab.',
    why: CA,
  },
  'server-root-not-yet-valid': {
    what: 'Die Wurzel der Server-Zertifikate gilt noch nicht: Geht die Uhr richtig?',
    why: ROOT,
  },
  'server-root-expired': { what: 'Die Wurzel der Server-Zertifikate ist abgelaufen.', why: ROOT },
  'server-root-expires': {
    what_one: 'Die Wurzel der Server-Zertifikate läuft in {{count}} Tag ab.',
    what_other: 'Die Wurzel der Server-Zertifikate läuft in {{count}} Tagen ab.',
    why: ROOT,
  },
  'backup-none': { what: 'Es gibt kein Backup.', why: BACKUP },
  'backup-old': {
    what_one: 'Das letzte Backup ist {{count}} Tag alt.',
    what_other: 'Das letzte Backup ist {{count}} Tage alt.',
    why: BACKUP,
  },
  'backup-late': {
    what_one: 'Das letzte Backup ist {{count}} Tag alt; latchkey.yaml (backups: every) verlangt neuere.',
    what_other: 'Das letzte Backup ist {{count}} Tage alt; latchkey.yaml (backups: every) verlangt neuere.',
    why: 'Was sich seitdem geändert hat, geht mit dieser Platte verloren.',
  },
  'certificate-missing': { what: '{{host}} hat kein Server-Zertifikat.', why: BROWSERS },
  'certificate-for-another': {
    what: 'Das Server-Zertifikat von {{host}} ist für einen anderen Namen.',
    why: BROWSERS,
  },
  'certificate-expired': { what: 'Das Server-Zertifikat von {{host}} ist abgelaufen.', why: BROWSERS },
  'certificate-expires-in-days': {
    what_one: 'Das Server-Zertifikat von {{host}} läuft in {{count}} Tag ab und wurde nicht erneuert.',
    what_other: 'Das Server-Zertifikat von {{host}} läuft in {{count}} Tagen ab und wurde nicht erneuert.',
    why: BROWSERS,
  },
  'certificate-expires-in-hours': {
    what_one: 'Das Server-Zertifikat von {{host}} läuft in {{count}} Stunde ab und wurde nicht erneuert.',
    what_other: 'Das Server-Zertifikat von {{host}} läuft in {{count}} Stunden ab und wurde nicht erneuert.',
    why: BROWSERS,
  },
  'certificate-not-taken-over': {
    what: 'Das Zertifikat auf der Platte ist nicht das, das {{host}} zeigt.',
    why: 'Ein neues wird in einer Minute übernommen, wenn damit alles stimmt: latchkey audit sagt, was nicht stimmt.',
  },
  'client-auth-fails': {
    what: 'Die Prüfung der Client-Zertifikate versagt. {{attack}}.',
    why: 'Jemand ohne gültigen Schlüssel kommt jetzt hinein. Hilft dieser Befehl nicht, halte das Zuhause an.',
  },
  'client-auth-not-tried': {
    what: 'Die Prüfung der Client-Zertifikate konnte nicht getestet werden.{{attack}}',
    why: 'Niemand kam hinein, mit oder ohne Schlüssel, und kein Angriff erreichte die Prüfung.',
  },
  'clock-before-home': { what: 'Die Uhr zeigt eine Zeit, zu der es das Zuhause noch nicht gab.', why: CLOCK },
  'clock-apart': {
    what: 'Die Uhren des Zuhauses bei {{address}} und dieses Rechners gehen {{minutes}} Minuten auseinander.',
    why: CLOCK,
  },
  'clock-follows-none': { what: 'Die Uhr dieses Rechners folgt keinem Zeitserver.', why: CLOCK },
  'configuration-changed': {
    what: 'latchkey.yaml wurde geändert, und das Zuhause läuft noch mit der Fassung davor.',
    why: 'Alles Weitere betrifft latchkey.yaml, wie es jetzt ist. Was anders ist: {{diff}}',
  },
  'console-no-answer': {
    what: 'Die Konsole antwortet nicht.',
    why: 'Alles andere läuft weiter. Ihre letzten Meldungen stehen in logs/stack.log, im Ordner des Zuhauses.',
  },
  'console-no-address': { what: '{{host}} hat keine Adresse im DNS.', why: CONSOLE },
  'console-no-certificate': { what: '{{host}} hat kein Server-Zertifikat.', why: CONSOLE },
  'disk-few-files': { what: 'Die Platte hat nur noch Platz für {{files}} Dateien.', why: DISK },
  'disk-full': { what: 'Die Platte ist voll: noch {{free}}.', why: DISK },
  'disk-nearly-full': { what: 'Die Platte ist fast voll: noch {{free}}.', why: DISK },
  'dns-proxied': {
    what: 'Hinter {{names}} steht der Proxy von Cloudflare und nicht dieses Zuhause.',
    why: 'Cloudflare beendet TLS selbst: Kein Client-Zertifikat kommt hier an, und niemand mit Schlüssel kommt hinein. Schalte im Dashboard unter DNS, Records die orange Wolke aus („DNS only“).',
  },
  'dns-no-address': {
    what: '{{name}} führt nirgendwohin: Der Name hat keine Adresse im DNS.',
    why: 'Leg beim DNS-Anbieter von {{domain}} einen A-Eintrag für {{name}} an (und AAAA, wenn das Zuhause IPv6 hat); *.{{domain}} deckt alle ab.',
  },
  'dns-elsewhere': {
    what: '{{name}} führt zu {{addresses}}, und {{enrolment}} zu {{home}}.',
    why: 'Alle Namen eines Zuhauses führen zu einem Rechner; diesen suchen die Leute unter einer anderen Adresse.',
  },
  'dns-not-public': {
    what: '{{name}} führt zu {{addresses}}; das kennt nur dieses Netz.',
    why: 'Von außen führt so eine Adresse nirgendwohin. In Ordnung, wenn das DNS zu Hause anders antwortet als draußen.',
  },
  'dns-other-ipv6': {
    what: '{{name}} hat die IPv6-Adresse {{address}}, die dieser Rechner nicht hat.',
    why: 'Mit IPv6 leitet kein Router Ports weiter: Wer IPv6 hat, landet bei einem anderen Rechner.',
  },
  'lan-router': {
    what: 'In der LAN-Liste steht {{network}}, der Router selbst.',
    why: 'Am Router sitzt niemand. Fremde kommen von seiner Adresse, wenn er die Absender verbirgt.',
  },
  'lan-foreign': {
    what: 'In der LAN-Liste steht {{network}}, und dieser Rechner ist in keinem solchen Netz.',
    why: 'Wer von {{network}} kommt, braucht keinen Schlüssel. Führt dein Router dorthin, schreib { network: {{network}}, really: true }.',
  },
  'lan-foreign-instead': {
    what: 'In der LAN-Liste steht {{network}}, und dieser Rechner ist in keinem solchen Netz.',
    why: 'Zu Hause kommen die Leute von {{missing}} und werden nach einem Schlüssel gefragt. Wer von {{network}} kommt, braucht keinen. Führt dein Router dorthin, schreib { network: {{network}}, really: true }.',
  },
  'lan-wide': {
    what: 'In der LAN-Liste steht {{network}}; das ist weiter als das Netz zu Hause ({{home}}).',
    why: 'Was sonst noch von dort kommt, braucht keinen Schlüssel: VPNs, Gäste, Container. Ist das alles zu Hause, schreib { network: {{network}}, really: true }.',
  },
  'lan-narrow': {
    what: 'In der LAN-Liste steht {{network}}; das ist nur ein Teil des Netzes zu Hause ({{home}}).',
    why: 'Wer im übrigen Teil ist, wird zu Hause nach einem Schlüssel gefragt. Ist das so gemeint, schreib { network: {{first}}, really: true }.',
  },
  'lan-missing': {
    what: 'In der LAN-Liste fehlt {{network}}, das Netz dieses Rechners.',
    why: 'Wer von dort kommt, wird zu Hause nach einem Schlüssel gefragt.',
  },
  'page-asks': { what: '{{host}} fragt nach einem Zertifikat oder antwortet nicht.', why: PAGE },
  'page-no-address': { what: '{{host}} hat keine Adresse im DNS.', why: PAGE },
  'page-no-certificate': { what: '{{host}} hat kein Server-Zertifikat.', why: PAGE },
  'proxies-same-user': {
    what: 'HAProxy und Caddy laufen als derselbe Benutzer wie das Zuhause.',
    why: 'Nur Prüfungen halten eine Site von den Schlüsseln fern, die dieser Benutzer lesen kann. Ein Zuhause, das root, systemd oder ein Container startet, lässt sie als anderen Benutzer laufen.',
  },
  'reach-stranger': {
    what: 'Bei {{address}}, Port {{port}}, antwortet jemand, der nicht dieses Zuhause ist ({{detail}}).',
    why: 'Wer einer Einladung folgt, landet dort. Sieh nach, wohin der Router diesen Port weiterleitet.',
  },
  'reach-none': {
    what: '{{address}}, Port {{port}}, antwortet diesem Rechner nicht ({{detail}}).',
    why: 'Entweder wird Port {{port}} nicht an diesen Rechner weitergeleitet, oder Geräte zu Hause erreichen die öffentliche Adresse nicht (kein Hairpin-NAT); ein Telefon ohne WLAN zeigt, was zutrifft.',
  },
  'scep-no-answer': { what: 'SCEP sagt nicht, wer seine Registrierungsstelle ist.', why: SCEP },
  'scep-foreign': { what: 'Die Registrierungsstelle von SCEP ist nicht von der Homelab-CA.', why: SCEP },
  'scep-not-valid': { what: 'Das Zertifikat der Registrierungsstelle von SCEP gilt jetzt nicht.', why: SCEP },
  'service-down': {
    what: '{{name}} läuft nicht: Bei {{upstream}} antwortet niemand.',
    why: 'Wer einen Schlüssel hat, sieht statt {{name}} einen Fehler des Zuhauses. Ist der Dienst umgezogen, ändere services.{{name}} in latchkey.yaml. Die Verbindung scheiterte mit: {{reason}}.',
  },
  'service-elsewhere': {
    what: '{{name}} erfährt, wer anfragt, und läuft auf einem anderen Rechner ({{host}}).',
    why: `${HEADER} Lass nur diesen Rechner zu {{upstream}}.`,
  },
  'service-around': {
    what: '{{name}} erfährt, wer anfragt, und ist an diesem Zuhause vorbei zu erreichen, bei {{address}} Port {{port}}.',
    why: `${HEADER} Lass es nur auf 127.0.0.1 hören (Docker: 127.0.0.1:{{port}}:…).`,
  },
  'sources-hidden': {
    what: 'HAProxy sieht nicht, woher Verbindungen zu {{listen}} kommen: Jemand dazwischen verbirgt es.',
    why: 'Mit einem veröffentlichten Container-Port oder einem Proxy davor sehen alle gleich aus, vielleicht wie zu Hause. HAProxy muss im Netz des Rechners selbst laufen.',
  },
  'sources-router': {
    what_one:
      '{{count}} Verbindung des letzten Tages kam von der Adresse des Routers, {{address}}, und galt als zu Hause.',
    what_other:
      '{{count}} Verbindungen des letzten Tages kamen von der Adresse des Routers, {{address}}, und galten als zu Hause.',
    why: `Ein Router, der ${NAT}`,
  },
  'sources-bridge': {
    what_one:
      '{{count}} Verbindung des letzten Tages kam von der Adresse der Container-Bridge, {{address}}, und galt als zu Hause.',
    what_other:
      '{{count}} Verbindungen des letzten Tages kamen von der Adresse der Container-Bridge, {{address}}, und galten als zu Hause.',
    why: `Eine Container-Bridge, die ${NAT}`,
  },
};
