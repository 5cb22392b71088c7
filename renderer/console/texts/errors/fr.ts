import type { ConsoleTexts } from '../shape.ts';

/** French: what goes wrong in the console, each with what to do next. */
export const errors: ConsoleTexts['errors'] = {
  OFFLINE: {
    title: 'La maison ne répond pas',
    hint: 'Vérifiez votre connexion, et que la maison fonctionne. Ce que vous avez saisi reste ici.',
  },
  INTERNAL: {
    title: 'Quelque chose s’est mal passé',
    hint: 'Réessayez. Si cela continue, le journal technique de la maison en dit la cause : latchkey doctor dit où.',
  },
  REQUEST_NOT_VALID: {
    title: 'La maison n’accepte pas cela',
    hint: 'Vérifiez ce que vous avez saisi. Si c’est juste, rechargez cette page : la maison est peut-être plus récente qu’elle.',
  },
  TOO_MANY_REQUESTS: { title: 'Trop d’essais', hint: 'Attendez une minute, puis réessayez.' },
  UNAVAILABLE: { title: 'La maison est occupée', hint: 'Réessayez dans un instant.' },
  HOME_NOT_RUNNING: { title: 'La maison ne fonctionne pas', hint: 'Démarrez-la sur sa machine : latchkey up' },
  CONSOLE_KEY_MISSING: {
    title: 'Voici la console d’une maison',
    hint: 'Elle s’ouvre sur l’appareil d’un admin, avec sa clé. Sur la machine de la maison, vous pouvez aussi obtenir un lien qui l’ouvre une fois :',
  },
  CONSOLE_KEY_NOT_VALID: {
    title: 'La clé de cet appareil ne marche plus',
    hint: 'Elle a expiré, a été rendue ou exclue. Sur la machine de la maison, vous pouvez obtenir un lien qui ouvre la console une fois :',
  },
  CONSOLE_KEY_REPLACED: {
    title: 'Cet appareil a une clé plus récente',
    hint: 'Le navigateur montre encore la précédente. Fermez-le complètement et rouvrez-le pour continuer. Ce que vous avez saisi reste ici jusque-là ; copiez ce qu’il vous faut.',
  },
  CONSOLE_NOT_ADMIN: {
    title: 'La console est réservée aux admins',
    hint: 'Votre clé marche pour vos services, mais ce n’est pas celle d’un admin. La personne qui gère la maison peut changer cela sur sa machine :',
  },
  CONSOLE_LINK_NOT_VALID: {
    title: 'Ce lien n’ouvre pas la console',
    hint: 'Un lien marche une fois, pendant cinq minutes, dans un navigateur à la maison, et ouvre la console pour huit heures. Vous pouvez en obtenir un autre sur la machine de la maison :',
  },
  CONSOLE_TOO_MANY_PAGES: {
    title: 'Trop de pages de la console sont ouvertes',
    hint: 'Fermez-en une. D’ici là, cette page n’apprend pas les changements ; votre saisie est conservée.',
  },
  CONSOLE_REQUEST_REFUSED: {
    title: 'Cela ne venait pas de la console elle-même',
    hint: 'Rien n’a changé. Fermez les autres pages, rechargez celle-ci et réessayez.',
  },
  CONFIRMATION_NEEDED: {
    title: 'Cela ne peut pas être annulé',
    hint: 'Rien n’a changé. Rechargez la page et réessayez : elle demandera le nom.',
  },
  BACKUP_KEY_MISSING: {
    title: 'Les sauvegardes ne peuvent pas encore être chiffrées',
    hint: 'Écrivez une clé sous « backups: to: » dans latchkey.yaml, puis rechargez la maison.',
  },
  NOTICES_OFF: {
    title: 'Personne n’est encore averti',
    hint: 'Écrivez un webhook ou une adresse e-mail sous « notices: » dans latchkey.yaml, puis rechargez la maison.',
  },
  NOTICE_NOT_SENT: {
    title: 'L’avis n’a pas pu être remis',
    hint: 'Les détails disent pourquoi. Corrigez « notices: » dans latchkey.yaml, puis réessayez.',
  },
  USAGE: { title: 'La maison n’accepte pas cela', hint: 'Les détails disent ce qui ne va pas. Rien n’a changé.' },
  DEVICE_NOT_FOUND: { title: 'Cet appareil n’existe pas', hint: 'Cherchez-le dans la liste des appareils.' },
  DEVICE_NOT_LET_IN: {
    title: 'Cet appareil ne peut pas être réadmis',
    hint: 'Aucune de ses clés n’est encore bonne. Invitez à nouveau la personne.',
  },
  PERSON_NOT_FOUND: { title: 'Personne ne porte ce nom', hint: 'Cherchez dans la liste des personnes.' },
  INVITATION_NOT_FOUND: {
    title: 'Cette invitation n’est plus ouverte',
    hint: 'Elle a été utilisée, a expiré ou a été reprise. Le journal dit laquelle.',
  },
  SERVICE_NOT_FOUND: {
    title: 'Ce service n’existe plus',
    hint: 'latchkey.yaml a changé entre-temps. Rien d’autre n’a changé.',
  },
  CONNECTIONS_NOT_ENDED: {
    title: 'Le changement est fait, mais des connexions ouvertes n’ont pas pu être fermées',
    hint: 'Rien de nouveau ne peut être ouvert. HAProxy ne répond pas ; dès qu’il répond, la maison ferme les connexions ouvertes. Pour les fermer tout de suite, redémarrez la maison.',
  },
  FOLDER_NOT_WRITABLE: {
    title: 'Impossible d’écrire dans le dossier',
    hint: 'Vérifiez sur la machine de la maison à qui il est, qui peut y écrire, et si le disque est plein.',
  },
};
