import type { FINDINGS } from '../../../../shared/findings.ts';
import type { Translated } from '../../../texts/shape.ts';

const BROWSERS = 'Les navigateurs mettent en garde contre ce nom, et les applications ne se connectent pas.{{reason}}';
const CLOCK = 'Les invitations et les certificats expireraient trop tôt ou trop tard, et les renouvellements échouent.';
const DISK = 'Une maison qui ne peut pas écrire n’admet personne de nouveau et ne retient pas qui vous excluez.';
const SCEP =
  'D’ici là, aucun iPhone, iPad ou Mac sans l’application n’obtient de clé. Les appareils qui en ont une ne sont pas concernés.';
const CONSOLE = 'D’ici là, la console ne s’ouvre pas. Sans console, écrivez console: off dans latchkey.yaml.';
const PAGE =
  'D’ici là, les liens d’invitation mènent à {{instead}}, où un téléphone peut demander un certificat et retenir un refus. Sans téléphones, écrivez phones: { page: off } dans latchkey.yaml.';
const CA =
  'Aucun certificat ne dure plus que sa CA. Un changement prend le temps du certificat le plus long et ne coûte rien à personne.';
const ROOT =
  'Aucun certificat de serveur ne dure plus que sa racine. Chaque application et chaque navigateur doit d’abord faire confiance à une nouvelle.';
const BACKUP =
  'Si ce disque meurt, tout le monde a besoin d’une nouvelle clé, à moins de pouvoir restaurer le registre et les clés.';
const NAT =
  'qui cache les expéditeurs (NAT source, masquerading) fait passer des inconnus pour des gens de la maison. Désactivez cela pour le port {{port}} ; d’ici là, retirez son réseau de la liste LAN. Si c’était vous, avec le nom public à la maison, tout va bien.';
const HEADER =
  '{{name}} se fie à un en-tête qui dit qui demande. Quiconque l’atteint sans passer par cette maison peut l’écrire.';

/** French: what the doctor finds wrong. */
export const findings: Translated<typeof FINDINGS> = {
  'active-set-intruders': {
    what_one: 'L’active set est faux : il contient {{count}} certificat que le registre n’admet pas ({{first}}…).',
    what_many: 'L’active set est faux : il contient {{count}} de certificats que le registre n’admet pas ({{first}}…).',
    what_other: 'L’active set est faux : il contient {{count}} certificats que le registre n’admet pas ({{first}}…).',
    why: 'Tout certificat de la CA Homelab qui est dans ce dossier peut entrer.',
  },
  'active-set-missing': {
    what_one: 'L’active set est faux : {{count}} certificat actif n’y est pas.',
    what_many: 'L’active set est faux : {{count}} de certificats actifs n’y sont pas.',
    what_other: 'L’active set est faux : {{count}} certificats actifs n’y sont pas.',
    why: 'Un appareil dont le certificat manque est refusé, bien que le registre l’admette.',
  },
  'app-not-named': {
    what: 'Les invitations ne disent pas où trouver l’application : latchkey.yaml n’a pas de downloads, et cette version n’a pas d’adresse.',
    why: 'Qui est invité pour un ordinateur doit vous demander l’application. Nommez ses fichiers sous downloads, ou écrivez downloads: {} si vous l’envoyez vous-même.',
  },
  'ca-not-yet-valid': { what: 'La CA Homelab n’est pas encore valable : l’horloge est-elle juste ?', why: CA },
  'ca-expired': { what: 'La CA Homelab a expiré.', why: CA },
  'ca-expires': {
    what_one: 'La CA Homelab expire dans {{count}} jour.',
    what_many: 'La CA Homelab expire dans {{count}} de jours.',
    what_other: 'La CA Homelab expire dans {{count}} jours.',
    why: CA,
  },
  'server-root-not-yet-valid': {
    what: 'La racine des certificats de serveur n’est pas encore valable : l’horloge est-elle juste ?',
    why: ROOT,
  },
  'server-root-expired': { what: 'La racine des certificats de serveur a expiré.', why: ROOT },
  'server-root-expires': {
    what_one: 'La racine des certificats de serveur expire dans {{count}} jour.',
    what_many: 'La racine des certificats de serveur expire dans {{count}} de jours.',
    what_other: 'La racine des certificats de serveur expire dans {{count}} jours.',
    why: ROOT,
  },
  'backup-none': { what: 'Il n’y a pas de sauvegarde.', why: BACKUP },
  'backup-old': {
    what_one: 'La dernière sauvegarde date de {{count}} jour.',
    what_many: 'La dernière sauvegarde date de {{count}} de jours.',
    what_other: 'La dernière sauvegarde date de {{count}} jours.',
    why: BACKUP,
  },
  'backup-late': {
    what_one:
      'La dernière sauvegarde date de {{count}} jour ; latchkey.yaml (backups: every) en demande de plus récentes.',
    what_many:
      'La dernière sauvegarde date de {{count}} de jours ; latchkey.yaml (backups: every) en demande de plus récentes.',
    what_other:
      'La dernière sauvegarde date de {{count}} jours ; latchkey.yaml (backups: every) en demande de plus récentes.',
    why: 'Ce qui a changé depuis est perdu avec ce disque.',
  },
  'certificate-missing': { what: '{{host}} n’a pas de certificat de serveur.', why: BROWSERS },
  'certificate-for-another': {
    what: 'Le certificat de serveur de {{host}} est pour un autre nom.',
    why: BROWSERS,
  },
  'certificate-expired': { what: 'Le certificat de serveur de {{host}} a expiré.', why: BROWSERS },
  'certificate-expires-in-days': {
    what_one: 'Le certificat de serveur de {{host}} expire dans {{count}} jour et n’a pas été renouvelé.',
    what_many: 'Le certificat de serveur de {{host}} expire dans {{count}} de jours et n’a pas été renouvelé.',
    what_other: 'Le certificat de serveur de {{host}} expire dans {{count}} jours et n’a pas été renouvelé.',
    why: BROWSERS,
  },
  'certificate-expires-in-hours': {
    what_one: 'Le certificat de serveur de {{host}} expire dans {{count}} heure et n’a pas été renouvelé.',
    what_many: 'Le certificat de serveur de {{host}} expire dans {{count}} d’heures et n’a pas été renouvelé.',
    what_other: 'Le certificat de serveur de {{host}} expire dans {{count}} heures et n’a pas été renouvelé.',
    why: BROWSERS,
  },
  'certificate-not-taken-over': {
    what: 'Le certificat sur le disque n’est pas celui que montre {{host}}.',
    why: 'Un nouveau est repris en une minute, sauf si quelque chose n’y va pas : latchkey audit dit quoi.',
  },
  'client-auth-fails': {
    what: 'Le contrôle des certificats clients échoue. {{attack}}.',
    why: 'Quelqu’un sans clé valable entre en ce moment. Si cette commande n’aide pas, arrêtez la maison.',
  },
  'client-auth-not-tried': {
    what: 'Le contrôle des certificats clients n’a pas pu être testé.{{attack}}',
    why: 'Personne n’est entré, avec ou sans clé, et aucune attaque n’a atteint le contrôle.',
  },
  'clock-before-home': { what: 'L’horloge montre une heure d’avant la création de la maison.', why: CLOCK },
  'clock-apart': {
    what: 'La maison à {{address}} et cette machine diffèrent de {{minutes}} minutes.',
    why: CLOCK,
  },
  'clock-follows-none': { what: 'L’horloge de cette machine ne suit aucun serveur de temps.', why: CLOCK },
  'configuration-changed': {
    what: 'latchkey.yaml a été modifié, et la maison tourne encore avec la version d’avant.',
    why: 'Tout ce qui suit concerne latchkey.yaml tel qu’il est maintenant. Ce qui diffère : {{diff}}',
  },
  'console-no-answer': {
    what: 'La console ne répond pas.',
    why: 'Tout le reste continue. Ses derniers messages sont dans logs/stack.log, dans le dossier de la maison.',
  },
  'console-no-address': { what: '{{host}} n’a pas d’adresse dans le DNS.', why: CONSOLE },
  'console-no-certificate': { what: '{{host}} n’a pas de certificat de serveur.', why: CONSOLE },
  'disk-few-files': { what: 'Le disque n’a plus de place que pour {{files}} fichiers.', why: DISK },
  'disk-full': { what: 'Le disque est plein : il reste {{free}}.', why: DISK },
  'disk-nearly-full': { what: 'Le disque est presque plein : il reste {{free}}.', why: DISK },
  'dns-proxied': {
    what: 'Derrière {{names}}, il y a le proxy de Cloudflare, et non cette maison.',
    why: 'Cloudflare termine TLS lui-même : aucun certificat client n’arrive ici, et personne n’entre avec une clé. Dans son tableau de bord, sous DNS, Records, désactivez le nuage orange (« DNS only »).',
  },
  'dns-no-address': {
    what: '{{name}} ne mène nulle part : ce nom n’a pas d’adresse dans le DNS.',
    why: 'Créez chez l’hébergeur DNS de {{domain}} un enregistrement A pour {{name}} (et AAAA, si la maison a IPv6) ; *.{{domain}} couvre tout.',
  },
  'dns-elsewhere': {
    what: '{{name}} mène à {{addresses}}, et {{enrolment}} à {{home}}.',
    why: 'Tous les noms d’une maison mènent à une machine ; celui-ci est cherché à une autre adresse.',
  },
  'dns-not-public': {
    what: '{{name}} mène à {{addresses}}, que seul ce réseau connaît.',
    why: 'De l’extérieur, une telle adresse ne mène nulle part. C’est bon si le DNS répond autrement à la maison que dehors.',
  },
  'dns-other-ipv6': {
    what: '{{name}} a l’adresse IPv6 {{address}}, que cette machine n’a pas.',
    why: 'En IPv6, les ports ne sont pas redirigés : qui a IPv6 arrive à une autre machine que celle-ci.',
  },
  'lan-router': {
    what: 'La liste LAN contient {{network}}, le routeur lui-même.',
    why: 'Personne n’est assis au routeur. Des inconnus viennent de son adresse quand il cache les expéditeurs.',
  },
  'lan-foreign': {
    what: 'La liste LAN contient {{network}}, et cette machine n’est dans aucun réseau de ce genre.',
    why: 'Qui arrive de {{network}} n’a pas besoin de clé. Si votre routeur y mène, écrivez { network: {{network}}, really: true }.',
  },
  'lan-foreign-instead': {
    what: 'La liste LAN contient {{network}}, et cette machine n’est dans aucun réseau de ce genre.',
    why: 'À la maison, on vient de {{missing}} et une clé est demandée. Qui arrive de {{network}} n’en a pas besoin. Si votre routeur y mène, écrivez { network: {{network}}, really: true }.',
  },
  'lan-wide': {
    what: 'La liste LAN contient {{network}}, plus large que le réseau de la maison ({{home}}).',
    why: 'Tout ce qui vient aussi de là n’a pas besoin de clé : VPN, invités, conteneurs. Si tout cela est à la maison, écrivez { network: {{network}}, really: true }.',
  },
  'lan-narrow': {
    what: 'La liste LAN contient {{network}}, une partie du réseau de la maison ({{home}}).',
    why: 'Qui est dans le reste doit montrer une clé à la maison. Si c’est voulu, écrivez { network: {{first}}, really: true }.',
  },
  'lan-missing': {
    what: 'La liste LAN ne contient pas {{network}}, le réseau de cette machine.',
    why: 'Qui vient de là doit montrer une clé à la maison.',
  },
  'page-asks': { what: '{{host}} demande un certificat, ou ne répond pas.', why: PAGE },
  'page-no-address': { what: '{{host}} n’a pas d’adresse dans le DNS.', why: PAGE },
  'page-no-certificate': { what: '{{host}} n’a pas de certificat de serveur.', why: PAGE },
  'proxies-same-user': {
    what: 'HAProxy et Caddy tournent sous le même utilisateur que la maison.',
    why: 'Seuls des contrôles tiennent un site loin des clés, que cet utilisateur peut lire. Une maison que root, systemd ou un conteneur démarre les fait tourner sous un autre utilisateur.',
  },
  'reach-stranger': {
    what: 'À {{address}}, port {{port}}, quelqu’un répond qui n’est pas cette maison ({{detail}}).',
    why: 'Qui suit une invitation arrive là. Regardez vers quoi le routeur redirige ce port.',
  },
  'reach-none': {
    what: '{{address}}, port {{port}}, ne répond pas à cette machine ({{detail}}).',
    why: 'Soit le port {{port}} n’est pas redirigé vers cette machine, soit les appareils de la maison n’atteignent pas l’adresse publique (pas de hairpin NAT) ; un téléphone sans Wi-Fi montre lequel.',
  },
  'scep-no-answer': { what: 'SCEP ne dit pas qui est son autorité d’enregistrement.', why: SCEP },
  'scep-foreign': { what: 'L’autorité d’enregistrement de SCEP n’est pas de la CA Homelab.', why: SCEP },
  'scep-not-valid': {
    what: 'Le certificat de l’autorité d’enregistrement de SCEP n’est pas valable en ce moment.',
    why: SCEP,
  },
  'service-down': {
    what: '{{name}} est arrêté : personne ne répond à {{upstream}}.',
    why: 'Qui a une clé voit une erreur de la maison au lieu de {{name}}. S’il a déménagé, corrigez services.{{name}} dans latchkey.yaml. La connexion a échoué avec : {{reason}}.',
  },
  'service-elsewhere': {
    what: '{{name}} apprend qui demande, et se trouve sur une autre machine ({{host}}).',
    why: `${HEADER} Ne laissez que cette machine se connecter à {{upstream}}.`,
  },
  'service-around': {
    what: '{{name}} apprend qui demande, et peut être atteint en contournant cette maison, à {{address}} port {{port}}.',
    why: `${HEADER} Faites-le écouter sur 127.0.0.1 seulement (Docker : 127.0.0.1:{{port}}:…).`,
  },
  'sources-hidden': {
    what: 'HAProxy ne voit pas d’où viennent les connexions à {{listen}} : quelque chose entre les deux le cache.',
    why: 'Avec un port de conteneur publié ou un proxy devant, tout le monde se ressemble, et peut sembler à la maison. HAProxy doit tourner sur le réseau de la machine elle-même.',
  },
  'sources-router': {
    what_one:
      '{{count}} connexion du dernier jour venait de l’adresse du routeur, {{address}}, et comptait comme à la maison.',
    what_many:
      '{{count}} de connexions du dernier jour venaient de l’adresse du routeur, {{address}}, et comptaient comme à la maison.',
    what_other:
      '{{count}} connexions du dernier jour venaient de l’adresse du routeur, {{address}}, et comptaient comme à la maison.',
    why: `Un routeur ${NAT}`,
  },
  'sources-bridge': {
    what_one:
      '{{count}} connexion du dernier jour venait de l’adresse du pont de conteneurs, {{address}}, et comptait comme à la maison.',
    what_many:
      '{{count}} de connexions du dernier jour venaient de l’adresse du pont de conteneurs, {{address}}, et comptaient comme à la maison.',
    what_other:
      '{{count}} connexions du dernier jour venaient de l’adresse du pont de conteneurs, {{address}}, et comptaient comme à la maison.',
    why: `Un pont de conteneurs ${NAT}`,
  },
};
