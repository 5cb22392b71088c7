/** The mark of Latchkey, as on its icon: a key in a house. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 48 48" aria-hidden="true" focusable="false">
      <rect className="mark-ground" width="48" height="48" rx="10.5" />
      <path className="mark-house" d="M24 7 40 20v18a2.4 2.4 0 0 1-2.4 2.4H10.4A2.4 2.4 0 0 1 8 38V20Z" />
      <g className="mark-key">
        <circle cx="24" cy="19" r="6" />
        <path d="M24 26v11M24 31h4.5M24 36h3.5" />
      </g>
    </svg>
  );
}

/** The mark with the product's name: whose window this is. */
export function Brand() {
  return (
    <div className="brand">
      <Mark />
      <span>Latchkey</span>
    </div>
  );
}
