import type { FINDINGS } from '../../../../shared/findings.ts';
import type { Translated } from '../../../texts/shape.ts';

const BROWSERS = 'Browsers waarschuwen voor deze naam, en apps maken geen verbinding.{{reason}}';
const CLOCK = 'Uitnodigingen en certificaten zouden te vroeg of te laat verlopen, en vernieuwen mislukt.';
const DISK = 'Een thuisserver die niet kan schrijven, laat niemand nieuw binnen en onthoudt niet wie je buitensluit.';
const SCEP =
  'Tot dan krijgt geen iPhone, iPad of Mac zonder de app een sleutel. Apparaten die er een hebben, merken er niets van.';
const CONSOLE = 'Tot dan gaat de console niet open. Heb je er geen nodig, schrijf dan console: off in latchkey.yaml.';
const PAGE =
  'Tot dan gaan links van uitnodigingen naar {{instead}}, waar telefoons misschien om een certificaat vragen en een nee onthouden. Zonder telefoons: schrijf phones: { page: off } in latchkey.yaml.';
const CA =
  'Geen certificaat gaat langer mee dan zijn CA. Een wissel duurt zo lang als het langste certificaat en kost niemand iets.';
const ROOT =
  'Geen servercertificaat gaat langer mee dan zijn root. Een nieuwe moet elke app en browser eerst vertrouwen.';
const BACKUP =
  'Gaat deze schijf stuk, dan heeft iedereen een nieuwe sleutel nodig, tenzij register en sleutels kunnen worden teruggezet.';
const NAT =
  'afzenders verbergt (source-NAT, masquerading), laat vreemden als thuis tellen. Zet dat uit voor poort {{port}}; haal het netwerk tot dan uit de LAN-lijst. Was je het zelf, thuis met de publieke naam, dan is alles in orde.';
const HEADER =
  '{{name}} vertrouwt een header die zegt wie er vraagt. Wie buiten deze thuisserver om binnenkomt, kan die zelf schrijven.';

/** Dutch: what the doctor finds wrong. */
export const findings: Translated<typeof FINDINGS> = {
  'active-set-intruders': {
    what_one: 'De active set klopt niet: {{count}} certificaat erin dat het register niet binnenlaat ({{first}}…).',
    what_other: 'De active set klopt niet: {{count}} certificaten erin die het register niet binnenlaat ({{first}}…).',
    why: 'Elk certificaat van de Homelab-CA dat in deze map staat, mag naar binnen.',
  },
  'active-set-missing': {
    what_one: 'De active set klopt niet: {{count}} actief certificaat ontbreekt.',
    what_other: 'De active set klopt niet: {{count}} actieve certificaten ontbreken.',
    why: 'Een apparaat waarvan het certificaat ontbreekt, wordt geweigerd, hoewel het register het binnenlaat.',
  },
  'app-not-named': {
    what: 'Uitnodigingen zeggen niet waar de app is: latchkey.yaml heeft geen downloads, en deze versie kent er geen adres voor.',
    why: 'Wie voor een computer is uitgenodigd, moet jou om de app vragen. Noem de bestanden onder downloads, of schrijf downloads: {} als je de app zelf stuurt.',
  },
  'ca-not-yet-valid': { what: 'De Homelab-CA is nog niet geldig: loopt de klok goed?', why: CA },
  'ca-expired': { what: 'De Homelab-CA is verlopen.', why: CA },
  'ca-expires': {
    what_one: 'De Homelab-CA verloopt over {{count}} dag.',
    what_other: 'De Homelab-CA verloopt over {{count}} dagen.',
    why: CA,
  },
  'server-root-not-yet-valid': {
    what: 'De root van de servercertificaten is nog niet geldig: loopt de klok goed?',
    why: ROOT,
  },
  'server-root-expired': { what: 'De root van de servercertificaten is verlopen.', why: ROOT },
  'server-root-expires': {
    what_one: 'De root van de servercertificaten verloopt over {{count}} dag.',
    what_other: 'De root van de servercertificaten verloopt over {{count}} dagen.',
    why: ROOT,
  },
  'backup-none': { what: 'Er is geen back-up.', why: BACKUP },
  'backup-old': {
    what_one: 'De laatste back-up is {{count}} dag oud.',
    what_other: 'De laatste back-up is {{count}} dagen oud.',
    why: BACKUP,
  },
  'backup-late': {
    what_one: 'De laatste back-up is {{count}} dag oud, ouder dan latchkey.yaml (backups: every) voorschrijft.',
    what_other: 'De laatste back-up is {{count}} dagen oud, ouder dan latchkey.yaml (backups: every) voorschrijft.',
    why: 'Wat sindsdien is veranderd, gaat met deze schijf verloren.',
  },
  'certificate-missing': { what: '{{host}} heeft geen servercertificaat.', why: BROWSERS },
  'certificate-for-another': { what: 'Het servercertificaat van {{host}} is voor een andere naam.', why: BROWSERS },
  'certificate-expired': { what: 'Het servercertificaat van {{host}} is verlopen.', why: BROWSERS },
  'certificate-expires-in-days': {
    what_one: 'Het servercertificaat van {{host}} verloopt over {{count}} dag en is niet vernieuwd.',
    what_other: 'Het servercertificaat van {{host}} verloopt over {{count}} dagen en is niet vernieuwd.',
    why: BROWSERS,
  },
  'certificate-expires-in-hours': {
    what_one: 'Het servercertificaat van {{host}} verloopt over {{count}} uur en is niet vernieuwd.',
    what_other: 'Het servercertificaat van {{host}} verloopt over {{count}} uur en is niet vernieuwd.',
    why: BROWSERS,
  },
  'certificate-not-taken-over': {
    what: 'Het certificaat op de schijf is niet wat {{host}} toont.',
    why: 'Een nieuw certificaat wordt binnen een minuut overgenomen, tenzij er iets mis mee is: latchkey audit zegt wat.',
  },
  'client-auth-fails': {
    what: 'De controle van clientcertificaten faalt. {{attack}}.',
    why: 'Iemand zonder geldige sleutel komt nu binnen. Helpt deze opdracht niet, stop dan de thuisserver.',
  },
  'client-auth-not-tried': {
    what: 'De controle van clientcertificaten kon niet worden getest.{{attack}}',
    why: 'Niemand kwam binnen, met of zonder sleutel, en geen aanval bereikte de controle.',
  },
  'clock-before-home': { what: 'De klok toont een tijd van voordat de thuisserver er was.', why: CLOCK },
  'clock-apart': {
    what: 'De klokken van de thuisserver op {{address}} en deze machine lopen {{minutes}} minuten uiteen.',
    why: CLOCK,
  },
  'clock-follows-none': { what: 'De klok van deze machine volgt geen tijdserver.', why: CLOCK },
  'configuration-changed': {
    what: 'latchkey.yaml is veranderd, en de thuisserver draait nog met de versie daarvoor.',
    why: 'Al het verdere gaat over latchkey.yaml zoals het nu is. Wat er anders is: {{diff}}',
  },
  'console-no-answer': {
    what: 'De console antwoordt niet.',
    why: 'Al het andere werkt door. De laatste meldingen staan in logs/stack.log, in de map van de thuisserver.',
  },
  'console-no-address': { what: '{{host}} heeft geen adres in DNS.', why: CONSOLE },
  'console-no-certificate': { what: '{{host}} heeft geen servercertificaat.', why: CONSOLE },
  'disk-few-files': { what: 'De schijf heeft nog maar plaats voor {{files}} bestanden.', why: DISK },
  'disk-full': { what: 'De schijf is vol: nog {{free}}.', why: DISK },
  'disk-nearly-full': { what: 'De schijf is bijna vol: nog {{free}}.', why: DISK },
  'dns-proxied': {
    what: 'Achter {{names}} staat de proxy van Cloudflare, en niet deze thuisserver.',
    why: 'Cloudflare beëindigt TLS zelf, zodat hier geen clientcertificaat aankomt en niemand met een sleutel binnenkomt. Zet in het dashboard onder DNS, Records de oranje wolk uit (‘DNS only’).',
  },
  'dns-no-address': {
    what: '{{name}} leidt nergens heen: de naam heeft geen adres in DNS.',
    why: 'Maak bij de DNS-aanbieder van {{domain}} een A-record voor {{name}} (en AAAA, als de thuisserver IPv6 heeft); *.{{domain}} dekt alles.',
  },
  'dns-elsewhere': {
    what: '{{name}} leidt naar {{addresses}}, en {{enrolment}} naar {{home}}.',
    why: 'Alle namen van een thuisserver leiden naar één machine; deze wordt op een ander adres gezocht.',
  },
  'dns-not-public': {
    what: '{{name}} leidt naar {{addresses}}, dat alleen dit netwerk kent.',
    why: 'Van buiten leidt zo’n adres nergens heen. Goed als het DNS thuis anders antwoordt dan buiten.',
  },
  'dns-other-ipv6': {
    what: '{{name}} heeft het IPv6-adres {{address}}, dat deze machine niet heeft.',
    why: 'Met IPv6 worden geen poorten doorgestuurd: wie IPv6 heeft, komt bij een andere machine uit.',
  },
  'lan-router': {
    what: 'In de LAN-lijst staat {{network}}, de router zelf.',
    why: 'Bij de router zit niemand. Vreemden komen van zijn adres als hij de afzenders verbergt.',
  },
  'lan-foreign': {
    what: 'In de LAN-lijst staat {{network}}, en deze machine zit niet in zo’n netwerk.',
    why: 'Wie van {{network}} komt, heeft geen sleutel nodig. Leidt je router erheen, schrijf dan { network: {{network}}, really: true }.',
  },
  'lan-foreign-instead': {
    what: 'In de LAN-lijst staat {{network}}, en deze machine zit niet in zo’n netwerk.',
    why: 'Thuis komt men van {{missing}} en wordt om een sleutel gevraagd. Wie van {{network}} komt, heeft er geen nodig. Leidt je router erheen, schrijf dan { network: {{network}}, really: true }.',
  },
  'lan-wide': {
    what: 'In de LAN-lijst staat {{network}}, wat wijder is dan het netwerk thuis ({{home}}).',
    why: 'Wat er nog meer vandaan komt, heeft geen sleutel nodig: VPN’s, gasten, containers. Is dat allemaal thuis, schrijf dan { network: {{network}}, really: true }.',
  },
  'lan-narrow': {
    what: 'In de LAN-lijst staat {{network}}, een deel van het netwerk thuis ({{home}}).',
    why: 'Wie in de rest ervan zit, wordt thuis om een sleutel gevraagd. Is dat de bedoeling, schrijf dan { network: {{first}}, really: true }.',
  },
  'lan-missing': {
    what: 'In de LAN-lijst ontbreekt {{network}}, het netwerk van deze machine.',
    why: 'Wie daarvandaan komt, wordt thuis om een sleutel gevraagd.',
  },
  'page-asks': { what: '{{host}} vraagt om een certificaat, of antwoordt niet.', why: PAGE },
  'page-no-address': { what: '{{host}} heeft geen adres in DNS.', why: PAGE },
  'page-no-certificate': { what: '{{host}} heeft geen servercertificaat.', why: PAGE },
  'proxies-same-user': {
    what: 'HAProxy en Caddy draaien als dezelfde gebruiker als de thuisserver.',
    why: 'Alleen controles houden een site weg van de sleutels, die deze gebruiker kan lezen. Een thuisserver die root, systemd of een container start, laat ze als een andere gebruiker draaien.',
  },
  'reach-stranger': {
    what: 'Op {{address}}, poort {{port}}, antwoordt iets wat deze thuisserver niet is ({{detail}}).',
    why: 'Wie een uitnodiging volgt, komt daar uit. Kijk waarheen de router deze poort doorstuurt.',
  },
  'reach-none': {
    what: '{{address}}, poort {{port}}, antwoordt deze machine niet ({{detail}}).',
    why: 'Of poort {{port}} wordt niet naar deze machine doorgestuurd, of apparaten thuis bereiken het publieke adres niet (geen hairpin-NAT); een telefoon zonder wifi laat zien welke van de twee.',
  },
  'scep-no-answer': { what: 'SCEP zegt niet wie zijn registratie-instantie is.', why: SCEP },
  'scep-foreign': { what: 'De registratie-instantie van SCEP is niet van de Homelab-CA.', why: SCEP },
  'scep-not-valid': { what: 'Het certificaat van de registratie-instantie van SCEP is nu niet geldig.', why: SCEP },
  'service-down': {
    what: '{{name}} ligt plat: op {{upstream}} antwoordt niemand.',
    why: 'Wie een sleutel heeft, ziet in plaats van {{name}} een fout van de thuisserver. Is de dienst verhuisd, verbeter dan services.{{name}} in latchkey.yaml. De verbinding mislukte met: {{reason}}.',
  },
  'service-elsewhere': {
    what: '{{name}} krijgt te horen wie er vraagt, en staat op een andere machine ({{host}}).',
    why: `${HEADER} Laat alleen deze machine bij {{upstream}}.`,
  },
  'service-around': {
    what: '{{name}} krijgt te horen wie er vraagt, en is buiten deze thuisserver om te bereiken, op {{address}} poort {{port}}.',
    why: `${HEADER} Laat hem alleen op 127.0.0.1 luisteren (Docker: 127.0.0.1:{{port}}:…).`,
  },
  'sources-hidden': {
    what: 'HAProxy ziet niet waar verbindingen met {{listen}} vandaan komen: iets ertussen verbergt het.',
    why: 'Met een gepubliceerde containerpoort of een proxy ervoor lijkt iedereen op elkaar, en misschien op thuis. HAProxy moet in het netwerk van de machine zelf draaien.',
  },
  'sources-router': {
    what_one:
      '{{count}} verbinding van de laatste dag kwam van het adres van de router, {{address}}, en telde als thuis.',
    what_other:
      '{{count}} verbindingen van de laatste dag kwamen van het adres van de router, {{address}}, en telden als thuis.',
    why: `Een router die ${NAT}`,
  },
  'sources-bridge': {
    what_one:
      '{{count}} verbinding van de laatste dag kwam van het adres van de containerbridge, {{address}}, en telde als thuis.',
    what_other:
      '{{count}} verbindingen van de laatste dag kwamen van het adres van de containerbridge, {{address}}, en telden als thuis.',
    why: `Een containerbridge die ${NAT}`,
  },
};
