import { Fragment } from 'react';
import { GROUP } from '../../shared/symbols.ts';
import { CODE_PLACES, type Feedback, typedPlaces } from '../state/invite-field.ts';

interface CodePlacesProps {
  readonly text: string;
  readonly feedback: Feedback;
}

/**
 * The twelve places of a code, drawn in the field itself below what is typed there. The field and its note say the same,
 * so screen readers skip them.
 */
export function CodePlaces({ text, feedback }: CodePlacesProps) {
  const typed = typedPlaces(text);
  if (typed === undefined) return null;
  const wrong = feedback.kind === 'character' ? feedback.place - 1 : undefined;
  const look = (place: number) => (place === wrong ? 'place wrong' : place < typed ? 'place typed' : 'place');
  return (
    <div className="places" aria-hidden="true">
      {CODE_PLACES.map((place) => (
        <Fragment key={place}>
          {place > 0 && place % GROUP === 0 && <span className="place-dash">{typed > place ? '' : '-'}</span>}
          <span className={look(place)} />
        </Fragment>
      ))}
    </div>
  );
}
