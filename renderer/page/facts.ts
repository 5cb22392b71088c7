/** What the home says of itself in the page, the same for everybody. */
export interface PageFacts {
  /** Host and port where the app enrols. */
  readonly enrolment: string;
  /** Whether it makes configuration profiles. */
  readonly profiles: boolean;
  readonly downloads: readonly { readonly name: string; readonly url: string; readonly sha256?: string }[];
}

/** @param text what the server wrote into the page's root */
export function readFacts(text: string | undefined, here: string): PageFacts {
  const { enrolment = here, profiles = false, downloads = [] } = JSON.parse(text ?? '{}') as Partial<PageFacts>;
  return { enrolment, profiles, downloads };
}
