import type { PageTexts } from './en.ts';

export const fr: PageTexts = {
  title: 'Vous avez reçu une invitation',
  lead: 'Quelqu’un vous a donné accès à des photos ou des fichiers sur son serveur. Votre appareil reçoit sa propre clé ; il n’y a pas de mot de passe à retenir.',
  once: 'L’invitation sert une fois, pour un appareil, et expire bientôt. Le premier qui l’utilise obtient l’accès : gardez-la pour vous.',
  noInvite: 'Ce lien ne contient pas d’invitation',
  typo: 'Il y a une faute de frappe dans ce lien',
  again:
    'Avez-vous reçu une invitation ? Alors rouvrez le lien exactement tel que vous l’avez reçu, jusqu’au dernier caractère. Si cela ne marche pas, demandez-en un nouveau à la personne qui l’a envoyé.',
  about:
    'Latchkey donne aux appareils des invités une clé pour un serveur à la maison. Personne d’autre n’entre depuis internet.',
  language: 'Langue',

  device: 'Cet appareil',
  deviceHint: 'Ce n’est pas juste ? Choisissez votre appareil.',
  notSent: 'Votre invitation n’est envoyée que lorsque vous continuez.',
  goOn: 'Continuer',
  busy: 'Un instant…',
  back: 'Retour',
  tryAgain: 'Réessayer',
  done: 'Terminé',

  from: '{home} invite {person}.',
  opens: 'Elle ouvre :',
  appStart: 'Une clé pour une application sur cet appareil',
  appLead: 'Ceci crée une clé à part pour une application de cet appareil. Continuez pour voir laquelle.',
  appTitle: 'Une clé pour {app}',
  appFrom: '{home} : une clé pour {app} sur {device}, pour {person}.',
  renewTitle: 'La prochaine clé pour {device}',
  renewFrom:
    '{home} : la prochaine clé de {person}. La précédente fonctionne jusqu’à ce que celle-ci ait fonctionné une fois.',

  ownTitle: 'Une clé pour cet appareil',
  ownLead: 'Vous l’avez demandée avec la clé de cet appareil. Continuez pour la créer ici.',

  makeKey: 'Créer ma clé',
  makeHint: 'La clé est créée sur cet appareil, dans ce navigateur. Personne d’autre ne l’obtient.',
  making: 'Création de votre clé…',
  ready: 'Votre clé est prête',
  readyLead: 'Elle est dans un fichier. Installez-la une fois ; cela prend environ deux minutes.',
  password: 'Notez ce mot de passe',
  passwordHint: 'Il ouvre le fichier. Il n’est envoyé à personne, et vous en avez besoin une seule fois.',
  copy: 'Copier',
  copied: 'Copié.',
  marked: 'Veuillez copier le texte sélectionné.',
  download: 'Télécharger le fichier',
  downloadHint: 'Il s’appelle {file}. Si le navigateur demande s’il faut le conserver : oui.',
  openFile: 'Ouvrez le fichier',
  openAndroid:
    'Touchez le téléchargement terminé. S’il ne se passe rien : Paramètres, cherchez « certificat », puis « Certificat utilisateur pour VPN et applis ». Android demande parfois d’abord un verrouillage de l’écran.',
  typePassword: 'Saisissez le mot de passe',
  nameIt: 'Choisissez « Certificat utilisateur pour VPN et applis »',
  nameItHint: 'Le nom n’a pas d’importance. Si l’on vous demande l’usage, choisissez VPN et applis.',
  useIt: 'Ouvrez un service et choisissez la clé',
  useItHint:
    'Le navigateur demande une fois quelle clé montrer. Choisissez celle-ci. Si vous annulez, le navigateur s’en souvient.',
  openChromeos:
    'Ouvrez chrome://certificate-manager dans la barre d’adresse, puis « Vos certificats », et importez le fichier. Saisissez le mot de passe.',
  openOther:
    'Ouvrez les réglages de certificats du système ou du navigateur, importez le fichier comme votre propre certificat et saisissez le mot de passe.',
  openApp:
    'Dans les réglages de {app}, cherchez « certificat client » ou « mTLS ». Choisissez le fichier et saisissez le mot de passe.',
  deleteIt: 'Supprimez le fichier',
  deleteItHint: 'Vous n’en avez plus besoin une fois la clé installée.',
  installed: 'Elle est installée',
  forgets: 'Ce navigateur garde la clé jusqu’à ce que vous touchiez « Elle est installée ». Ensuite, il la supprime.',
  resume: 'Une clé pas encore installée se trouve ici',
  resumeAction: 'Continuer avec elle',
  discard: 'L’oublier',
  allSet: 'Tout est prêt',
  allSetLead: 'Ouvrez un service. La première fois, votre appareil demande quelle clé montrer.',
  useNextHint:
    'Fermez d’abord complètement le navigateur : il se souvient de la clé précédente. Choisissez ensuite la nouvelle.',
  nextSet:
    'Fermez complètement le navigateur, puis ouvrez « Tester ma clé » et choisissez la nouvelle clé. La précédente est alors désactivée.',
  check: 'Tester ma clé',

  profile: 'Télécharger le profil',
  profileHint:
    'Votre appareil crée lui-même la clé quand vous installez le profil. Il faut l’installer dans les dix minutes.',
  profileReady: 'Installez maintenant le profil',
  allow: 'Autorisez le téléchargement',
  allowHint: 'Puis touchez Fermer. Rien n’est encore installé.',
  settings: 'Ouvrez Réglages et touchez « Profil téléchargé »',
  settingsHint: 'C’est vers le haut. Sinon : Général › VPN et gestion de l’appareil.',
  settingsMac: 'Ouvrez Réglages Système, puis Général › Gestion des appareils',
  settingsMacHint: 'Double-cliquez là sur le profil.',
  install: 'Touchez « Installer »',
  installHint:
    'Saisissez le code de l’appareil. Pour certains serveurs, il est écrit « Non signé » ou « Non vérifié » ; en cas de doute, adressez-vous à la personne qui vous a envoyé l’invitation.',
  chooseHint:
    'Les services sont maintenant sur l’écran d’accueil. La première fois, Safari peut demander quelle clé montrer.',
  safari: 'Ouvrez cette page dans Safari',
  safariHint:
    'Seul Safari peut installer votre clé. Copiez le lien, ouvrez Safari et collez-le dans sa barre d’adresse.',
  browser: 'Ouvrez cette page dans votre navigateur',
  browserHint:
    'L’application qui l’affiche ne peut pas enregistrer de fichiers. Copiez le lien et ouvrez-le dans Chrome, Firefox ou un autre navigateur.',
  copyLink: 'Copier le lien',
  appleOff: 'Ce serveur n’est pas encore configuré pour iPhone et iPad. Utilisez l’invitation sur un ordinateur.',

  open: 'Ouvrir dans Latchkey',
  getTitle: 'Téléchargez Latchkey',
  getHint: 'Vous l’avez déjà ? Passez à l’étape 2.',
  getFor: 'Télécharger pour {name}',
  getOther: 'Pour d’autres ordinateurs :',
  openTitle: 'Ouvrez votre invitation',
  askWhere:
    'Pas encore de Latchkey ? Demandez à la personne qui vous a envoyé l’invitation où l’obtenir, puis revenez sur cette page.',
  sums: 'SHA-256 des téléchargements',
  nothing: 'Rien ne s’est passé ? Copiez votre invitation et collez-la dans Latchkey :',
  copyInvite: 'Copier l’invitation',
  withoutApp: 'Sans l’application',
  withFile: 'Avec un fichier au lieu de l’application',

  elsewhere: 'L’utiliser sur un autre appareil',
  elsewhereHint:
    'Envoyez-vous cette page et ouvrez-la là-bas. Le lien est votre invitation : ne l’envoyez à personne d’autre.',
  share: 'Envoyer la page',
  mail: 'Par e-mail',
  mailSubject: 'Mon invitation',
  scan: 'Ou scannez ceci avec l’appareil photo de l’autre appareil :',
  qr: 'Code QR avec le lien de cette page',

  refused: 'Cette invitation ne fonctionne pas',
  refusedHint:
    'Elle contient peut-être une faute, ou elle est déjà utilisée ou expirée. Comparez-la avec le message reçu, ou demandez-en une nouvelle à la personne qui l’a envoyée.',
  tooMany: 'Trop de tentatives',
  tooManyHint: 'Attendez quelques minutes, puis réessayez.',
  offline: 'Le serveur ne répond pas',
  offlineHint: 'Vérifiez votre connexion internet et réessayez. Rien n’est perdu.',
  failed: 'Cela n’a pas fonctionné',
  failedHint: 'Réessayez. Si cela continue, ouvrez le lien dans un autre navigateur.',
  pictureExtract: 'Saisissez le mot de passe pour extraire les certificats',
  pictureType: 'Type de certificat',
  pictureVpn: 'Certificat utilisateur pour VPN et applis',
  pictureWifi: 'Certificat Wi-Fi',
  pictureProfile: 'Profil téléchargé',
  pictureAllow: 'Ce site web essaie de télécharger un profil de configuration. Voulez-vous l’autoriser ?',
  pictureIgnore: 'Ignorer',
  pictureAllowButton: 'Autoriser',
  pictureInstall: 'Installer le profil',
  pictureChoose: 'Choisir un certificat',
  pictureSelect: 'Sélectionner',
  pictureCancel: 'Annuler',
};
