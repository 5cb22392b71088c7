/** What a test may ask of a person, whatever the system. */
export interface DesktopPerson {
  /** The home folder; the app's own files are below it. */
  readonly home: string;
  /** The whole environment of the app. */
  readonly env: Record<string, string>;
  /** The fingerprints of the certificates that this person's browsers find. */
  installed(): Promise<string[]>;
  /** Locks and unlocks the secret store. Linux only: the others would ask with a dialog that nobody can answer. */
  lock(): Promise<void>;
  unlock(): Promise<void>;
  leave(): Promise<void>;
}
