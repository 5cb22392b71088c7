import type { Texts } from '../shape.ts';

export const errors: Texts['errors'] = {
  INVITATION_NOT_VALID: {
    title: 'Ce code n’ouvre rien',
    hint: 'Il est peut-être mal saisi, déjà utilisé ou trop ancien. Comparez-le à votre invitation, ou demandez-en une nouvelle.',
  },
  INVITE_NOT_VALID: {
    title: 'Cette invitation n’est pas complète',
    hint: 'Copiez de nouveau l’invitation entière : le code, le @ et le nom qui le suit.',
  },
  TOO_MANY_REQUESTS: {
    title: 'Il y a eu trop d’essais',
    hint: 'Attendez quelques minutes, puis réessayez.',
  },
  RENEWAL_NOT_PROVEN: {
    title: 'La nouvelle clé n’a pas été acceptée',
    hint: 'Votre clé actuelle reste en service.',
  },
  RENEWAL_TOO_LATE: {
    title: 'Votre clé a pris fin il y a trop longtemps',
    hint: 'Demandez une nouvelle invitation à la personne qui vous a invité.',
  },
  DEVICE_SHUT_OUT: {
    title: 'Cet ordinateur a été exclu',
    hint: 'Demandez à la personne qui vous a invité. Quelqu’un a peut-être utilisé une copie des secrets de cet ordinateur.',
  },
  BACKGROUND_FAILED: {
    title: 'Cet ordinateur n’a pas accepté la tâche quotidienne',
    hint: 'Ouvrez Latchkey de temps en temps : il renouvelle alors votre clé.',
  },
  RENEWAL_SECRET_NOT_VALID: {
    title: 'La maison ne connaît plus cet ordinateur',
    hint: 'Demandez une nouvelle invitation à la personne qui vous a invité.',
  },
  INTERNAL: {
    title: 'Quelque chose s’est mal passé',
    hint: 'Réessayez. Si cela se reproduit, envoyez les détails à la personne qui vous a invité.',
  },
  UNAVAILABLE: { title: 'La maison est occupée', hint: 'Réessayez dans un instant.' },
  MISUNDERSTOOD: {
    title: 'Latchkey et la maison ne se comprennent pas',
    hint: 'L’un des deux est sans doute trop ancien. Installez le dernier Latchkey ; si cela ne suffit pas, prévenez la personne qui vous a invité.',
  },
  HOME_NOT_FOUND: {
    title: 'La maison est introuvable',
    hint: 'Comparez le nom qui suit le @ à votre invitation, et vérifiez votre connexion à Internet.',
  },
  HOME_NOT_REACHED: {
    title: 'La maison ne répond pas',
    hint: 'Vérifiez votre connexion à Internet et réessayez. Si rien ne change, prévenez la personne qui vous a invité.',
  },
  HOME_NOT_TRUSTED: {
    title: 'Ce n’est peut-être pas la bonne maison',
    hint: 'Elle n’a pas pu prouver qu’elle est celle de votre invitation. N’allez pas plus loin, et prévenez la personne qui vous a invité.',
  },
  CLOCK_WRONG: {
    title: 'L’horloge de cet ordinateur n’est pas à l’heure',
    hint: 'Réglez la date et l’heure sur automatique, puis réessayez. Si elles sont déjà justes, n’allez pas plus loin, et prévenez la personne qui vous a invité.',
  },
  HOME_ANSWER_NOT_VALID: {
    title: 'La réponse de la maison n’a pas de sens',
    hint: 'Aucune clé n’a été installée. Prévenez la personne qui vous a invité.',
  },
  HOME_CLAIMS_TOO_MUCH: {
    title: 'Cette maison revendique plus que ce qui est à elle',
    hint: 'Rien n’a été installé. Prévenez la personne qui vous a invité ; les détails disent ce qu’elle revendique.',
  },
  CERTIFICATE_NOT_ACCEPTABLE: {
    title: 'La maison a envoyé la clé de quelqu’un d’autre',
    hint: 'Rien n’a été installé. Prévenez la personne qui vous a invité.',
  },
  VAULT_NOT_AVAILABLE: {
    title: 'Cet ordinateur n’a pas d’endroit sûr pour une clé',
    hint: 'Il lui faut un coffre à mots de passe, comme GNOME Keyring ou KWallet. Installez-en un, rouvrez votre session et réessayez.',
  },
  VAULT_LOCKED: {
    title: 'L’endroit sûr pour votre clé est verrouillé',
    hint: 'Réessayez, et saisissez le mot de passe de votre session quand votre ordinateur le demande.',
  },
  VAULT_SEALED_ELSEWHERE: {
    title: 'Cette clé appartient à un autre ordinateur',
    hint: 'Ou le fichier qui l’ouvre ici a disparu. Demandez à la personne qui vous a invité une nouvelle invitation pour cet ordinateur.',
  },
  STORE_TOOL_MISSING: {
    title: 'Il manque un petit programme',
    hint: 'Il met les clés dans les navigateurs. Sur Debian, Ubuntu et Mint, il est dans le paquet libnss3-tools. Installez-le, puis réessayez.',
  },
  STORE_LOCKED: {
    title: 'Le navigateur protège ses clés par un mot de passe',
    hint: 'Saisissez-le quand le navigateur le demande, puis réessayez ici.',
  },
  STORE_FAILED: {
    title: 'Votre clé n’a pas pu être mise là où vos navigateurs la cherchent',
    hint: 'Fermez vos navigateurs et réessayez.',
  },
  STORE_NOT_SUPPORTED: {
    title: 'Sur ce système, Latchkey ne sait pas encore mettre de clés dans les navigateurs',
    hint: 'Utilisez un ordinateur sous macOS, Windows ou Linux.',
  },
  KEY_LOST: {
    title: 'La clé commencée n’est plus sur cet ordinateur',
    hint: 'Recommencez avec une nouvelle invitation.',
  },
  KEY_NOT_COPIED: {
    title: 'Aucun navigateur ne donne votre clé',
    hint: 'Retirez cet ordinateur et utilisez une nouvelle invitation.',
  },
  CLIENT_BUSY: {
    title: 'Latchkey est déjà au travail',
    hint: 'Laissez-le finir, puis réessayez.',
  },
  NOT_ENROLLED: {
    title: 'Cet ordinateur n’a pas de clé pour cette maison',
    hint: 'Utilisez d’abord une invitation.',
  },
  JOURNAL_DAMAGED: {
    title: 'Latchkey ne peut pas lire ses propres notes',
    hint: 'Les détails indiquent le fichier. Déplacez-le, puis recommencez avec une nouvelle invitation.',
  },
};
