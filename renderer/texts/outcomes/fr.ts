import type { Texts } from '../shape.ts';

export const outcome: Texts['outcome'] = {
  reached: { title: 'Fonctionne' },
  'on-the-lan': {
    title: 'Ouvert, car vous êtes sur place',
    todo: 'Là-bas, personne n’a besoin de clé. Pour tester la vôtre, connectez-vous d’ailleurs, par exemple avec votre téléphone.',
  },
  offline: {
    title: 'Cet ordinateur est hors ligne',
    todo: 'Connectez-le à internet, puis refaites le test.',
  },
  'name-not-found': {
    title: 'L’adresse est introuvable',
    todo: 'Vérifiez votre connexion à internet. Si d’autres pages s’ouvrent, adressez-vous à {{contact}} : cette adresse manque.',
  },
  'home-not-answering': {
    title: 'Le serveur ne répond pas',
    todo: 'Vérifiez votre connexion à internet. Si cela persiste, adressez-vous à {{contact}}.',
  },
  'no-certificate': {
    title: 'Votre clé n’est pas dans votre navigateur',
    todo: 'Quittez complètement votre navigateur, rouvrez-le et refaites le test. Si cela persiste, retirez cet ordinateur et utilisez une nouvelle invitation.',
  },
  'certificate-refused': {
    title: 'Cette clé n’est pas reconnue',
    todo: 'Le serveur ne l’a pas émise. Demandez une nouvelle invitation à {{contact}}.',
  },
  'shut-out': {
    title: 'L’accès de cet ordinateur est désactivé',
    todo: 'Si vous ne vous y attendiez pas, adressez-vous à {{contact}}.',
  },
  'not-allowed': {
    title: 'Pas partagé avec vous',
    todo: 'Votre clé n’est pas en cause : elle n’ouvre pas ce service. Si vous en avez besoin, adressez-vous à {{contact}}.',
  },
  expired: {
    title: 'Votre clé a expiré',
    todo: 'Demandez une nouvelle invitation à {{contact}}.',
  },
  'service-down': {
    title: 'Votre clé fonctionne, mais ce service est arrêté',
    todo: 'Demandez à {{contact}} de le démarrer.',
  },
  'server-not-trusted': {
    title: 'Le serveur n’a pas pu prouver son identité',
    todo: 'N’y saisissez aucun mot de passe. Adressez-vous à {{contact}}.',
  },
  'clock-wrong': {
    title: 'L’horloge de cet ordinateur n’est pas à l’heure',
    ahead: 'Elle avance de {{time}}. Réglez la date et l’heure sur automatique, puis refaites le test.',
    behind: 'Elle retarde de {{time}}. Réglez la date et l’heure sur automatique, puis refaites le test.',
    todo: 'Réglez la date et l’heure sur automatique, puis refaites le test.',
  },
  'local-network-denied': {
    title: 'Cet ordinateur bloque Latchkey sur le réseau local',
    todo: 'Ouvrez Réglages Système, Confidentialité et sécurité, Réseau local, et activez Latchkey.',
  },
  'not-tested': {
    title: 'Impossible à tester d’ici',
    todo: 'Latchkey ne peut pas utiliser votre clé lui-même sur cet ordinateur. Ouvrez plutôt le service dans votre navigateur.',
  },
  refused: { title: 'N’entre pas, comme il se doit' },
  'let-in': {
    title: 'Entre',
    todo: 'Prévenez tout de suite {{contact}}.',
  },
  strangerAtHome: {
    title: 'Vous êtes sur place, où tout le monde entre',
    todo: 'Savoir si les autres restent dehors ne se voit que d’ailleurs.',
  },
};
