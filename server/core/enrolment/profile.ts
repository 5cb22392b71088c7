import { uuid } from '../encoding.ts';
import type { Random } from '../ports/basics.ts';
import { propertyList, type Value } from '../property-list.ts';
import type { Challenges, PhoneKind } from './challenges.ts';
import type { Preview } from './preview.ts';

/** Signing (1) and encryption (4): https://developer.apple.com/documentation/devicemanagement/scep */
const KEY_USAGE = 5;

interface ProfilePorts {
  readonly preview: Pick<Preview, 'previewByChallenge'>;
  readonly challenges: Pick<Challenges, 'swap'>;
  readonly random: Random;
  /** Where SCEP is: `https://hello.example.com/scep`. */
  readonly scepUrl: () => string;
  /** Signs a profile (CMS, DER); gives it back as it is where there is nothing that phones trust to sign with. */
  readonly sign: (profile: Uint8Array) => Promise<Uint8Array>;
}

/**
 * Configuration profiles for iPhones, iPads and Macs without the app: the system makes an RSA key, asks for its certificate by
 * SCEP, and puts the services on the home screen.
 */
export class Profiles {
  readonly #ports: ProfilePorts;

  constructor(ports: ProfilePorts) {
    this.#ports = ports;
  }

  /**
   * Makes a profile for a code. It holds a challenge in the code's place, and redeems nothing before it is installed.
   * @returns a `.mobileconfig`
   * @throws LatchkeyError INVITATION_NOT_VALID
   */
  async make(code: string, kind: PhoneKind): Promise<Uint8Array> {
    return this.makeFor(this.#ports.challenges.swap(code, kind).challenge);
  }

  /**
   * The same for a challenge that the code was swapped for before.
   * @throws LatchkeyError INVITATION_NOT_VALID
   */
  async makeFor(challenge: string): Promise<Uint8Array> {
    const { preview, random, scepUrl, sign } = this.#ports;
    const { home, person, services } = preview.previewByChallenge(challenge);
    // The same for every profile of the home, so that the next one takes the place of this.
    const identifier = `latchkey.${home.domain}`;
    const payload = (type: string, name: string, title: string, more: { readonly [key: string]: Value }) => ({
      PayloadType: type,
      PayloadVersion: 1,
      PayloadIdentifier: name === '' ? identifier : `${identifier}.${name}`,
      PayloadUUID: uuid(random.bytes(16)).toUpperCase(),
      PayloadDisplayName: title,
      ...more,
    });
    const key = payload('com.apple.security.scep', 'key', `${person}, ${home.name}`, {
      PayloadContent: {
        URL: scepUrl(),
        Name: home.name,
        Subject: [[['CN', person]]],
        Challenge: challenge,
        'Key Type': 'RSA',
        Keysize: 2048,
        'Key Usage': KEY_USAGE,
        KeyIsExtractable: false,
      },
    });
    const clips = services.map(({ name, url }) =>
      payload('com.apple.webClip.managed', `service.${name}`, name, { Label: name, URL: url, IsRemovable: true }),
    );
    const profile = payload('Configuration', '', home.name, {
      PayloadOrganization: home.name,
      PayloadDescription: `A key for ${person} to ${home.name}.`,
      PayloadContent: [key, ...clips],
    });
    return sign(new TextEncoder().encode(propertyList(profile)));
  }
}
