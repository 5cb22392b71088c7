import type { Texts } from '../shape.ts';

export const storeCauses: Texts['storeCauses'] = {
  'keychain-locked':
    'Je inlogsleutelhanger is vergrendeld. Open ‘Sleutelhangertoegang’, kies ‘inloggen’, ontgrendel hem met het wachtwoord van je Mac en probeer het opnieuw.',
  'keychain-damaged':
    'Je inlogsleutelhanger is beschadigd. Kies in ‘Sleutelhangertoegang’ Instellingen en dan ‘Herstel standaardsleutelhangers’ (wat erin zit gaat verloren). Log opnieuw in en probeer het opnieuw.',
  'keychain-none':
    'Deze Mac-gebruiker heeft geen inlogsleutelhanger. Log uit en weer in: macOS maakt een nieuwe. Probeer het dan opnieuw.',
  'keychain-read-only':
    'Naar je inlogsleutelhanger kan niet worden geschreven. Voer ‘Eerste hulp’ uit op de schijf, of vraag het aan degene die deze Mac beheert.',
  'macos-declined': 'macOS vroeg iets, en het antwoord was nee. Probeer het opnieuw en kies ‘Sta toe’.',
  'macos-denied':
    'Een regel van macOS of van je organisatie staat het niet toe. Vraag degene die deze Mac beheert om wijzigingen van je inlogsleutelhanger toe te staan.',
  'macos-no-window':
    'macOS kon zijn vraag niet tonen. Log in op het scherm van deze Mac, start Latchkey daar en probeer het opnieuw.',
  'windows-declined': 'Windows vroeg iets, en het antwoord was nee. Probeer het opnieuw en kies ‘Ja’.',
  policy:
    'Een regel van je organisatie staat het niet toe. Vraag degene die deze computer beheert om het toe te staan.',
  antivirus:
    'Het antivirusprogramma van deze computer heeft Latchkey gestopt. Vraag degene die deze computer beheert om het toe te staan.',
  'windows-profile':
    'Windows heeft geen plaats voor je sleutels, misschien door een tijdelijk profiel. Log uit, start Windows opnieuw op, log in en probeer het opnieuw.',
  'windows-password-reset':
    'Windows kan je sleutels niet openen, misschien omdat iemand anders je wachtwoord heeft ingesteld. Log in met je vorige wachtwoord, of wijzig het zelf, en probeer het opnieuw.',
  'windows-no-session':
    'Windows bewaart sleutels alleen voor wie is ingelogd. Log in op deze computer zelf, start Latchkey daar en probeer het opnieuw.',
  'disk-full': 'De schijf is vol. Maak ruimte en probeer het opnieuw.',
  'database-foreign':
    'De certificaten van je browser zijn van een andere gebruiker, misschien omdat de browser een keer met sudo is gestart. Vraag degene die deze computer beheert om je de map in de details terug te geven, en probeer het opnieuw.',
  'database-read-only':
    'Naar de certificaten van je browser kan niet worden geschreven. Maak de map in de details beschrijfbaar en probeer het opnieuw.',
  'database-no-keys':
    'Je browser is zijn bestand met sleutels kwijt. Start de browser één keer, sluit hem en probeer het opnieuw.',
  'database-busy': 'Sluit je browser en probeer het opnieuw.',
};
