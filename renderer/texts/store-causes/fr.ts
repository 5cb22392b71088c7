import type { Texts } from '../shape.ts';

export const storeCauses: Texts['storeCauses'] = {
  'keychain-locked':
    'Votre trousseau de session est verrouillé. Ouvrez « Trousseaux d’accès », choisissez « session », déverrouillez-le avec le mot de passe de votre Mac, puis réessayez.',
  'keychain-damaged':
    'Votre trousseau de session est endommagé. Dans « Trousseaux d’accès », choisissez Réglages, puis « Réinitialiser mes trousseaux par défaut » (leur contenu est perdu). Ouvrez une nouvelle session, puis réessayez.',
  'keychain-none':
    'Cet utilisateur du Mac n’a pas de trousseau de session. Fermez la session et rouvrez-la : macOS en crée un nouveau. Puis réessayez.',
  'keychain-read-only':
    'Votre trousseau de session est en lecture seule. Lancez « S.O.S. » sur son disque, ou adressez-vous à la personne qui s’occupe de ce Mac.',
  'macos-declined': 'macOS a posé une question, et la réponse était non. Réessayez et choisissez « Autoriser ».',
  'macos-denied':
    'Une règle de macOS ou de votre organisation ne le permet pas. Demandez à la personne qui s’occupe de ce Mac d’autoriser les modifications de votre trousseau de session.',
  'macos-no-window':
    'macOS n’a pas pu afficher sa question. Ouvrez une session à l’écran de ce Mac, lancez-y Latchkey, puis réessayez.',
  'windows-declined': 'Windows a posé une question, et la réponse était non. Réessayez et choisissez « Oui ».',
  policy:
    'Une règle de votre organisation ne le permet pas. Demandez à la personne qui s’occupe de cet ordinateur de le permettre.',
  antivirus:
    'L’antivirus de cet ordinateur a arrêté Latchkey. Demandez à la personne qui s’occupe de cet ordinateur de l’autoriser.',
  'windows-profile':
    'Windows n’a pas de place pour vos clés, peut-être à cause d’un profil temporaire. Fermez la session, redémarrez Windows, rouvrez la session, puis réessayez.',
  'windows-password-reset':
    'Windows ne peut pas ouvrir vos clés, peut-être parce que quelqu’un d’autre a défini votre mot de passe. Ouvrez la session avec votre ancien mot de passe, ou changez-le vous-même, puis réessayez.',
  'windows-no-session':
    'Windows ne garde des clés que pour une personne connectée. Ouvrez une session sur cet ordinateur même, lancez-y Latchkey, puis réessayez.',
  'disk-full': 'Le disque est plein. Faites de la place, puis réessayez.',
  'database-foreign':
    'Les certificats de votre navigateur appartiennent à un autre utilisateur, peut-être parce que le navigateur a été démarré une fois avec sudo. Demandez à la personne qui s’occupe de cet ordinateur de vous rendre le dossier indiqué dans les détails, puis réessayez.',
  'database-read-only':
    'Les certificats de votre navigateur sont en lecture seule. Rendez le dossier indiqué dans les détails modifiable, puis réessayez.',
  'database-no-keys':
    'Votre navigateur a perdu son fichier de clés. Démarrez le navigateur une fois, fermez-le, puis réessayez.',
  'database-busy': 'Fermez votre navigateur, puis réessayez.',
};
