import type { Texts } from '../shape.ts';

export const errors: Texts['errors'] = {
  INVITATION_NOT_VALID: {
    title: 'Cette invitation ne fonctionne pas',
    hint: 'Elle contient peut-être une faute de frappe, ou elle a déjà servi ou expiré. Comparez-la avec le message reçu, ou demandez-en une nouvelle à {{contact}}.',
  },
  INVITE_NOT_VALID: {
    title: 'Cette invitation n’est pas complète',
    hint: 'Copiez de nouveau toute l’invitation : le code, le @ et l’adresse qui suit.',
  },
  TOO_MANY_REQUESTS: {
    title: 'Trop de tentatives',
    hint: 'Attendez quelques minutes, puis réessayez.',
  },
  RENEWAL_NOT_PROVEN: {
    title: 'La nouvelle clé n’a pas fonctionné',
    hint: 'Votre clé actuelle reste en service. Latchkey réessaie tout seul.',
  },
  RENEWAL_TOO_LATE: {
    title: 'Votre clé a expiré',
    hint: 'C’est trop ancien pour la renouveler. Demandez une nouvelle invitation à {{contact}}.',
  },
  APP_TOO_OLD: {
    title: 'Latchkey a besoin d’une mise à jour',
    hint: 'Cette version est trop ancienne pour le serveur. Installez la plus récente, puis réessayez.',
  },
  DEVICE_SHUT_OUT: {
    title: 'L’accès de cet ordinateur est désactivé',
    hint: 'Si vous ne vous y attendiez pas, adressez-vous à {{contact}}.',
  },
  BACKGROUND_FAILED: {
    title: 'Le renouvellement automatique n’a pas pu être activé',
    hint: 'Ouvrez Latchkey de temps en temps : il renouvelle alors votre clé.',
  },
  RENEWAL_SECRET_NOT_VALID: {
    title: 'Cet ordinateur n’est plus reconnu',
    hint: 'Demandez une nouvelle invitation à {{contact}}.',
  },
  INTERNAL: {
    title: 'Une erreur s’est produite',
    hint: 'Réessayez. Si cela se reproduit, envoyez les détails à {{contact}}.',
  },
  UNAVAILABLE: {
    title: 'Le serveur est occupé',
    hint: 'Réessayez dans un instant.',
  },
  MISUNDERSTOOD: {
    title: 'Latchkey et le serveur ne se comprennent pas',
    hint: 'L’un des deux est sans doute trop ancien. Ouvrez le lien de votre invitation dans un navigateur : la dernière version de Latchkey s’y trouve. Si cela n’aide pas, adressez-vous à {{contact}}.',
  },
  HOME_NOT_FOUND: {
    title: 'Le serveur est introuvable',
    hint: 'Vérifiez l’adresse après le @ dans votre invitation, et votre connexion à internet.',
  },
  HOME_NOT_REACHED: {
    title: 'Le serveur ne répond pas',
    hint: 'Vérifiez votre connexion à internet et réessayez. Si cela persiste, adressez-vous à {{contact}}.',
  },
  HOME_NOT_TRUSTED: {
    title: 'Ce n’est peut-être pas le bon serveur',
    hint: 'Il n’a pas pu prouver que c’est celui de votre invitation. Arrêtez-vous ici et adressez-vous à {{contact}}.',
  },
  CLOCK_WRONG: {
    title: 'L’horloge de cet ordinateur n’est pas à l’heure',
    hint: 'Réglez la date et l’heure sur automatique, puis réessayez. Si elles sont déjà justes, arrêtez-vous ici et adressez-vous à {{contact}}.',
  },
  HOME_ANSWER_NOT_VALID: {
    title: 'Latchkey ne peut pas lire la réponse du serveur',
    hint: 'Aucune clé n’a été installée. Demandez de l’aide à {{contact}}.',
  },
  HOME_CLAIMS_TOO_MUCH: {
    title: 'Ce serveur revendique des adresses qui ne sont pas les siennes',
    hint: 'Rien n’a été installé. Arrêtez-vous ici et adressez-vous à {{contact}}.',
  },
  CERTIFICATE_NOT_ACCEPTABLE: {
    title: 'Le serveur a envoyé une clé qui n’est pas pour cet ordinateur',
    hint: 'Rien n’a été installé. Demandez de l’aide à {{contact}}.',
  },
  VAULT_NOT_AVAILABLE: {
    title: 'Cet ordinateur n’a pas de gestionnaire de mots de passe',
    hint: 'Latchkey y garde votre clé, par exemple dans GNOME Keyring ou KWallet. Installez-en un, reconnectez-vous à votre session, puis réessayez.',
  },
  VAULT_LOCKED: {
    title: 'Votre gestionnaire de mots de passe est verrouillé',
    hint: 'Réessayez, et saisissez le mot de passe de votre session quand votre ordinateur le demande.',
  },
  VAULT_SEALED_ELSEWHERE: {
    title: 'Cette clé appartient à un autre ordinateur',
    hint: 'Ou le fichier qui l’ouvre ici a disparu. Demandez une nouvelle invitation pour cet ordinateur à {{contact}}.',
  },
  STORE_TOOL_MISSING: {
    title: 'Il manque un programme',
    hint: 'Latchkey en a besoin pour ajouter des clés aux navigateurs. Sous Debian, Ubuntu et Mint, installez le paquet libnss3-tools, puis réessayez.',
  },
  STORE_LOCKED: {
    title: 'Ce navigateur protège ses clés par un mot de passe',
    hint: 'Latchkey le demande quand vous ajoutez votre clé. Dans Firefox, c’est le mot de passe principal.',
  },
  STORE_FAILED: {
    title: 'Votre clé n’a pas pu être ajoutée à vos navigateurs',
    hint: 'Fermez vos navigateurs et réessayez.',
  },
  STORE_NOT_SUPPORTED: {
    title: 'Sur ce système, Latchkey ne sait pas encore ajouter de clés aux navigateurs',
    hint: 'Il le sait sous macOS, Windows et la plupart des bureaux Linux. Demandez de l’aide à {{contact}}.',
  },
  KEY_LOST: {
    title: 'La configuration commencée n’est plus sur cet ordinateur',
    hint: 'Demandez une nouvelle invitation à {{contact}}.',
  },
  KEY_NOT_COPIED: {
    title: 'Votre clé ne peut pas être copiée dans ce navigateur',
    hint: 'Vos autres navigateurs la gardent. Pour l’avoir aussi dans celui-ci, retirez cet ordinateur et configurez-le de nouveau avec une nouvelle invitation.',
  },
  CLIENT_BUSY: {
    title: 'Latchkey est déjà occupé',
    hint: 'Laissez-le terminer, puis réessayez.',
  },
  NOT_ENROLLED: {
    title: 'Cet ordinateur n’est pas configuré pour cela',
    hint: 'Utilisez d’abord une invitation.',
  },
  RECORDS_NEWER: {
    title: 'Ce Latchkey est plus ancien que ses données enregistrées',
    hint: 'Une version plus récente de Latchkey a été utilisée sur cet ordinateur. Rien n’a été modifié. Réinstallez la version la plus récente.',
  },
  RECORDS_DAMAGED: {
    title: 'Les données enregistrées par Latchkey sont endommagées',
    hint: 'Vos navigateurs ont toujours vos clés. « Réparer » met de côté le fichier endommagé. S’il manque ensuite un serveur, demandez une nouvelle invitation.',
  },
};
