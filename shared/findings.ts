/**
 * What the doctor finds wrong, in English: what is seen, and why it matters. The console says it in the language of its
 * page. A `{{place}}` is filled in by the check. What other programs and latchkey.yaml's own check say is no part of it.
 */

/** What counts something has two forms; `{{count}}` decides between them. */
type FindingTexts = { readonly why: string } & (
  | { readonly what: string }
  | { readonly what_one: string; readonly what_other: string }
);

const NEEDS_SERVER_CERTIFICATE = 'Browsers warn people away from this name, and apps do not connect.{{reason}}';
const NEEDS_CLOCK = 'Invitations and certificates would expire too early or too late, and renewals fail.';
const NEEDS_BACKUP =
  'When this disk dies, everybody needs a new key, unless the registry and the keys can be restored.';
const NEEDS_DISK = 'A home that cannot write lets nobody new in, and cannot remember whom you shut out.';
const NEEDS_SCEP =
  'Until then, no iPhone, iPad or Mac without the app gets a key. Devices that have a key are not affected.';
const NEEDS_CONSOLE = 'Until then the console cannot be opened. Without it, write console: off into latchkey.yaml.';
const NEEDS_PAGE =
  'Until then links of invites lead to {{instead}}, where phones may be asked for a certificate and remember a no. Without phones, write phones: { page: off } into latchkey.yaml.';
const NEEDS_CA =
  'No certificate outlives its CA. A rotation takes as long as the longest certificate, and costs nobody anything.';
const NEEDS_SERVER_ROOT =
  'No server certificate outlives its root. With a new one, every app and browser has to trust it.';

export const FINDINGS = {
  'active-set-intruders': {
    what_one:
      'The active set is out of step: {{count}} certificate in it that the registry does not let in ({{first}}…).',
    what_other:
      'The active set is out of step: {{count}} certificates in it that the registry does not let in ({{first}}…).',
    why: 'Every certificate of the Homelab CA that is in this folder may come in.',
  },
  'active-set-missing': {
    what_one: 'The active set is out of step: {{count}} active certificate is not in it.',
    what_other: 'The active set is out of step: {{count}} active certificates are not in it.',
    why: 'A device whose certificate is missing is refused, although the registry lets it in.',
  },
  'app-not-named': {
    what: 'Invites do not say where to get the app: latchkey.yaml has no downloads, and this build has no address for it.',
    why: 'People who are invited for a computer have to ask you for the app. Name its files under downloads, or write downloads: {} if you send the app yourself.',
  },
  'ca-not-yet-valid': { what: 'The Homelab CA is not valid yet: is the clock right?', why: NEEDS_CA },
  'ca-expired': { what: 'The Homelab CA has expired.', why: NEEDS_CA },
  'ca-expires': {
    what_one: 'The Homelab CA expires in {{count}} day.',
    what_other: 'The Homelab CA expires in {{count}} days.',
    why: NEEDS_CA,
  },
  'server-root-not-yet-valid': {
    what: 'The root of the server certificates is not valid yet: is the clock right?',
    why: NEEDS_SERVER_ROOT,
  },
  'server-root-expired': { what: 'The root of the server certificates has expired.', why: NEEDS_SERVER_ROOT },
  'server-root-expires': {
    what_one: 'The root of the server certificates expires in {{count}} day.',
    what_other: 'The root of the server certificates expires in {{count}} days.',
    why: NEEDS_SERVER_ROOT,
  },
  'backup-none': {
    what: 'There is no backup.',
    why: NEEDS_BACKUP,
  },
  'backup-old': {
    what_one: 'The last backup is {{count}} day old.',
    what_other: 'The last backup is {{count}} days old.',
    why: NEEDS_BACKUP,
  },
  'backup-late': {
    what_one: 'The last backup is {{count}} day old; latchkey.yaml (backups: every) asks for newer ones.',
    what_other: 'The last backup is {{count}} days old; latchkey.yaml (backups: every) asks for newer ones.',
    why: 'What was changed since then is lost with this disk.',
  },
  'certificate-missing': { what: '{{host}} has no server certificate.', why: NEEDS_SERVER_CERTIFICATE },
  'certificate-for-another': {
    what: 'The server certificate of {{host}} is for another name.',
    why: NEEDS_SERVER_CERTIFICATE,
  },
  'certificate-expired': { what: 'The server certificate of {{host}} has expired.', why: NEEDS_SERVER_CERTIFICATE },
  'certificate-expires-in-days': {
    what_one: 'The server certificate of {{host}} expires in {{count}} day and was not renewed.',
    what_other: 'The server certificate of {{host}} expires in {{count}} days and was not renewed.',
    why: NEEDS_SERVER_CERTIFICATE,
  },
  'certificate-expires-in-hours': {
    what_one: 'The server certificate of {{host}} expires in {{count}} hour and was not renewed.',
    what_other: 'The server certificate of {{host}} expires in {{count}} hours and was not renewed.',
    why: NEEDS_SERVER_CERTIFICATE,
  },
  'certificate-not-taken-over': {
    what: 'The certificate on disk is not the one that {{host}} is served with.',
    why: 'A new one is taken over within a minute, unless something is wrong with it: latchkey audit says what.',
  },
  'client-auth-fails': {
    what: 'The client-certificate check fails. {{attack}}.',
    why: 'Somebody without a valid key gets in now. If this command does not help, stop the home.',
  },
  'client-auth-not-tried': {
    what: 'The client-certificate check could not be tried.{{attack}}',
    why: 'Nobody got in, with or without a key, and no attack reached the check.',
  },
  'clock-before-home': { what: 'The clock shows a time before the home was made.', why: NEEDS_CLOCK },
  'clock-apart': {
    what: 'The home at {{address}} and this machine disagree about the time by {{minutes}} minutes.',
    why: NEEDS_CLOCK,
  },
  'clock-follows-none': { what: 'The clock of this machine follows no time server.', why: NEEDS_CLOCK },
  'configuration-changed': {
    what: 'latchkey.yaml was changed, and the home still runs with the version before the change.',
    why: 'Everything below is about latchkey.yaml as it is now. What is different: {{diff}}',
  },
  'console-no-answer': {
    what: 'The console does not answer.',
    why: 'Everything else keeps working. Its last messages are in logs/stack.log, in the folder of the home.',
  },
  'console-no-address': { what: '{{host}} has no address in DNS.', why: NEEDS_CONSOLE },
  'console-no-certificate': { what: '{{host}} has no server certificate.', why: NEEDS_CONSOLE },
  'disk-few-files': { what: 'The disk has room for {{files}} more files only.', why: NEEDS_DISK },
  'disk-full': { what: 'The disk is full: {{free}} left.', why: NEEDS_DISK },
  'disk-nearly-full': { what: 'The disk is nearly full: {{free}} left.', why: NEEDS_DISK },
  'dns-proxied': {
    what: "Cloudflare's proxy is behind {{names}}, and not this home.",
    why: 'Cloudflare ends TLS itself, so that no client certificate arrives here and nobody with a key gets in. In its dashboard, DNS, Records: turn the orange cloud off ("DNS only").',
  },
  'dns-no-address': {
    what: '{{name}} leads nowhere: it has no address in DNS.',
    why: 'Make an A record (and AAAA, if the home has IPv6) for {{name}} at whoever hosts {{domain}}; a wildcard *.{{domain}} covers all.',
  },
  'dns-elsewhere': {
    what: '{{name}} leads to {{addresses}}, and {{enrolment}} to {{home}}.',
    why: 'All names of a home lead to one machine; people look for this one at another address.',
  },
  'dns-not-public': {
    what: '{{name}} leads to {{addresses}}, which only this network knows.',
    why: 'From outside such an address leads nowhere. Good when the DNS at home answers differently from the one outside.',
  },
  'dns-other-ipv6': {
    what: '{{name}} has the IPv6 address {{address}}, which this machine does not have.',
    why: 'With IPv6 there is no forwarding of ports: whoever has IPv6 is sent to another machine than this one.',
  },
  'lan-router': {
    what: 'The LAN list has {{network}}, the router itself.',
    why: 'Nobody sits at the router. Strangers come from its address when it hides the senders.',
  },
  'lan-foreign': {
    what: 'The LAN list has {{network}}, and this machine is in no such network.',
    why: 'Whoever arrives from {{network}} needs no key. If your router leads to it, write { network: {{network}}, really: true }.',
  },
  'lan-foreign-instead': {
    what: 'The LAN list has {{network}}, and this machine is in no such network.',
    why: 'At home people come from {{missing}} and are asked for a key. Whoever arrives from {{network}} needs no key. If your router leads to it, write { network: {{network}}, really: true }.',
  },
  'lan-wide': {
    what: 'The LAN list has {{network}}, which is wider than the network at home ({{home}}).',
    why: 'Whatever else arrives from there needs no key: VPNs, guests, containers. If all of it is at home, write { network: {{network}}, really: true }.',
  },
  'lan-narrow': {
    what: 'The LAN list has {{network}}, which is a part of the network at home ({{home}}).',
    why: 'Whoever is in the rest of it is asked for a key at home. If that is meant, write { network: {{first}}, really: true }.',
  },
  'lan-missing': {
    what: 'The LAN list does not have {{network}}, the network of this machine.',
    why: 'People who come from there are asked for a key at home.',
  },
  'page-asks': { what: '{{host}} asks for a certificate, or does not answer.', why: NEEDS_PAGE },
  'page-no-address': { what: '{{host}} has no address in DNS.', why: NEEDS_PAGE },
  'page-no-certificate': { what: '{{host}} has no server certificate.', why: NEEDS_PAGE },
  'proxies-same-user': {
    what: 'HAProxy and Caddy run as the same user as the home.',
    why: 'Checks alone keep a site from the keys, which that user can read. A home that root, systemd or a container starts has them run as another user.',
  },
  'reach-stranger': {
    what: 'At {{address}}, port {{port}}, somebody answers who is not this home ({{detail}}).',
    why: 'Whoever follows an invitation lands there. Look at what the router forwards this port to.',
  },
  'reach-none': {
    what: '{{address}}, port {{port}}, does not answer this machine ({{detail}}).',
    why: 'Either port {{port}} is not forwarded to this machine, or devices at home cannot use the public address (no hairpin NAT); a phone without Wi-Fi tells which.',
  },
  'scep-no-answer': { what: 'SCEP does not say who its registration authority is.', why: NEEDS_SCEP },
  'scep-foreign': { what: 'The registration authority of SCEP is not of the Homelab CA.', why: NEEDS_SCEP },
  'scep-not-valid': {
    what: 'The certificate of the registration authority of SCEP is not valid now.',
    why: NEEDS_SCEP,
  },
  'service-down': {
    what: '{{name}} is down: nobody answers at {{upstream}}.',
    why: 'People with a key see an error of the home instead of {{name}}. If it moved, correct services.{{name}} in latchkey.yaml. The connection failed with: {{reason}}.',
  },
  'service-elsewhere': {
    what: 'This home tells {{name}} who is calling, and the service is on another machine ({{host}}).',
    why: '{{name}} trusts a header that says who is asking. Anybody who reaches it without going through this home can write that header. Let only this machine connect to {{upstream}}.',
  },
  'service-around': {
    what: 'This home tells {{name}} who is calling, and the service can be reached around this home, at {{address}} port {{port}}.',
    why: '{{name}} trusts a header that says who is asking. Anybody who reaches it without going through this home can write that header. Have it listen on 127.0.0.1 alone (Docker: 127.0.0.1:{{port}}:…).',
  },
  'sources-hidden': {
    what: 'HAProxy does not see where connections to {{listen}} come from: somebody in between hides it.',
    why: 'A published container port or a proxy in front makes everybody look alike, and perhaps at home. HAProxy has to run on the network of the machine itself.',
  },
  'sources-router': {
    what_one:
      "{{count}} connection of the last day came from the router's own address {{address}} and counted as at home.",
    what_other:
      "{{count}} connections of the last day came from the router's own address {{address}} and counted as at home.",
    why: 'A router that hides the senders (source NAT, masquerading) lets strangers count as at home. Switch that off for port {{port}}; until then, take its network out of the LAN list. If it was you, using the public name at home, all is well.',
  },
  'sources-bridge': {
    what_one:
      "{{count}} connection of the last day came from the container bridge's own address {{address}} and counted as at home.",
    what_other:
      "{{count}} connections of the last day came from the container bridge's own address {{address}} and counted as at home.",
    why: 'A container bridge that hides the senders (source NAT, masquerading) lets strangers count as at home. Switch that off for port {{port}}; until then, take its network out of the LAN list. If it was you, using the public name at home, all is well.',
  },
} as const satisfies Record<string, FindingTexts>;

export type FindingCode = keyof typeof FINDINGS;

type PlacesOf<Text extends string> = Text extends `${string}{{${infer Place}}}${infer Rest}`
  ? Place | PlacesOf<Rest>
  : never;

type ValueOf<Texts> = Extract<Texts[keyof Texts], string>;

/** What a finding is filled in with. */
export type FindingValues<Code extends FindingCode> = Readonly<
  Record<PlacesOf<ValueOf<(typeof FINDINGS)[Code]>>, string | number>
>;
