import type { Feedback } from '../state/invite-field.ts';
import { CODE_PLACES, placesOf } from '../state/invite-field.ts';

interface CodePlacesProps {
  readonly text: string;
  readonly feedback: Feedback;
}

/** The twelve places of a code, filled as it is typed. The field and its note say the same, so screen readers skip it. */
export function CodePlaces({ text, feedback }: CodePlacesProps) {
  const symbols = placesOf(text);
  // A whole invite is in the field already.
  if (symbols === undefined || feedback.kind === 'ready') return null;
  const wrong = feedback.kind === 'character' ? feedback.place - 1 : undefined;
  return (
    <div className="places" aria-hidden="true">
      {CODE_PLACES.map((place) => (
        <span key={place} className={place === wrong ? 'place wrong' : 'place'}>
          {symbols[place]}
        </span>
      ))}
    </div>
  );
}
