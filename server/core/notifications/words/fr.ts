/** French: notices to the admin. `{id}` is the beginning of the device’s id, `{days}` an amount with its unit. */
import type { NoticeTexts } from './shape.ts';

export const fr: NoticeTexts = {
  home: 'le serveur lui-même',
  admin: '{who}, administration',
  address: 'l’adresse {who}',
  unknown: '(inconnu)',
  log: 'Journal d’audit : entrée {seq}, {hash}',
  test: {
    title: 'Ceci est un test',
    text: 'Latchkey peut vous joindre. Il ne s’est rien passé sur votre serveur, et vous n’avez rien à faire.',
  },
  byHand:
    'Elle se renouvelle à la main. Si {person} s’en sert encore : ouvrir {page} sur l’appareil et choisir cette clé.',
  toPerson: {
    title: 'Votre clé pour {home} expire bientôt : encore {days}',
    text: 'Bonjour {person},\n\nla clé de {name} ouvre {home} encore {days}. Ouvrez cette page sur {name} et choisissez la clé : elle vous mène à la prochaine en deux minutes.\n\n{page}\n\nLa page ne demande jamais de mot de passe. Si vous n’utilisez plus {name}, il n’y a rien à faire.',
  },
  entries: {
    'invitation-redeemed': {
      title: 'L’invitation pour {person} a été utilisée',
      text: 'Elle l’a été depuis : {who}. Si ce n’était pas {person} : latchkey shut-out {id}',
    },
    'device-enrolled': {
      title: '{name} ({person}) a maintenant une clé',
      text: 'Elle ouvre vos services de partout. Configuration faite depuis : {who}. Si ce n’était pas {person} : latchkey shut-out {id}',
    },
    'device-shut-out': {
      title: 'L’accès de {name} ({person}) est désactivé',
      text: 'Sa clé n’ouvre plus rien. Fait par : {who}.',
    },
    'device-left': {
      title: '{name} ({person}) a rendu sa clé',
      text: 'Sa clé n’ouvre plus rien. Vous n’avez rien à faire.',
    },
    'renewal-secret-reused': {
      title: 'Quelqu’un a peut-être une copie de la clé de {name} ({person})',
      text: 'Un secret que seul cet ordinateur peut utiliser, une seule fois, a été utilisé une deuxième fois, depuis : {who}. Par sécurité, l’accès de cet ordinateur est désactivé. Parlez à {person}, faites examiner l’ordinateur, puis envoyez une nouvelle invitation à {person}.',
    },
    'renewal-by-key-refused': {
      title: 'Quelqu’un a peut-être une copie de la clé de {name} ({person})',
      text: 'Sa clé a été présentée pour un renouvellement par EST, ce que cette clé ne fait jamais, depuis : {who}. Rien n’a été remis, et l’ordinateur garde son accès. Si l’essai ne venait pas de vous : latchkey shut-out {id}, puis faites examiner l’ordinateur et invitez de nouveau {person}.',
    },
    'expiry-coming': {
      title: 'La clé de {name} ({person}) expire bientôt : encore {days}',
      text: 'Elle ne s’est pas renouvelée, peut-être parce que l’ordinateur est rarement allumé. Si {person} s’en sert encore, demandez-lui d’y ouvrir Latchkey.',
    },
    'brute-force': {
      title: 'Quelqu’un essaie de deviner des codes : {subject}',
      text: '{failures} codes ou secrets faux en sont venus en un quart d’heure. Personne n’est entré. Vous n’avez rien à faire, sauf si c’était une personne invitée : envoyez-lui alors une nouvelle invitation.',
    },
    'brute-force-distributed': {
      title: 'De nombreuses adresses devinent ensemble des codes',
      text: 'Plus de {addresses} adresses ont envoyé des codes ou secrets faux en un quart d’heure. Personne n’est entré. Tant que cela dure, les personnes invitées devront peut-être réessayer plus tard.',
    },
    'backup-failed': {
      title: 'La sauvegarde prévue n’a pas pu être faite',
      text: 'latchkey audit dit pourquoi. Un nouvel essai a lieu chaque minute. Le disque est peut-être plein, ou absent.',
    },
    'ca-expiry-coming': {
      title: 'La Homelab CA expire bientôt : encore {days}',
      text: 'Après cela, aucune clé n’ouvre plus rien. Changez-la à temps : latchkey ca rotate',
    },
    'server-certificate-expiry-coming': {
      title: 'Le certificat du serveur {subject} expire bientôt : encore {days}',
      text: 'Il aurait déjà dû être renouvelé. Après cela, aucun navigateur n’ouvre le service sans avertissement. Cherchez pourquoi : latchkey doctor',
    },
    'configuration-refused': {
      title: 'Le serveur a démarré avec le dernier latchkey.yaml valable',
      text: 'latchkey.yaml n’est pas valable actuellement. Ceux qui avaient accès l’ont encore. Voyez ce qui ne va pas : latchkey config check',
    },
    'server-certificate-not-issued': {
      title: 'L’autorité ne donne pas de certificat pour {subject}',
      text: 'Le serveur le redemande de lui-même. Pourquoi, et jusqu’à quand vaut l’actuel : latchkey doctor',
    },
    'server-certificate-refused': {
      title: 'Le certificat renouvelé n’est pas utilisé',
      text: 'Il y a un problème avec les nouveaux fichiers : latchkey audit dit lequel. L’ancien certificat reste en service jusqu’à son expiration. Dès que les fichiers sont corrects, ils sont repris automatiquement.',
    },
    'server-certificate-recovered': {
      title: 'Le serveur a un nouveau certificat',
      text: 'Il est valable jusqu’au {until}. Vous n’avez rien à faire.',
    },
    'client-auth-failed': {
      title: 'Le contrôle des clés ne tient pas : le serveur a été arrêté',
      text: 'Au démarrage, quelqu’un sans clé valable est entré. Rien n’est accessible tant que ce n’est pas corrigé. Cherchez pourquoi : latchkey doctor',
    },
    'ca-burned': {
      title: 'La Homelab CA a été détruite, et tous les accès sont désactivés',
      text: 'Fait par : {who}. Personne n’entre de l’extérieur avant de nouvelles invitations.',
    },
    'ca-key-exported': {
      title: 'La clé de la Homelab CA a été exportée',
      text: 'Fait par : {who}. Qui a ce fichier peut signer des certificats, mais seuls ceux du registre donnent accès. Si ce n’était pas vous : latchkey ca replace',
    },
    'doctor-found': {
      title: 'Le diagnostic a trouvé quelque chose',
      text: '{subject}. Ce qu’il faut faire : latchkey doctor',
    },
  },
};
