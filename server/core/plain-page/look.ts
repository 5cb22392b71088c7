/** How the web pages look: the app's mark and colours, for light and for dark. */

/** Ink, second ink, ground, accent and what is written on it; first for light, then for dark. */
export const COLOURS = {
  ink: ['#1d2624', '#e9eeec'],
  soft: ['#56615d', '#a8b3af'],
  paper: ['#f7f5f0', '#141918'],
  accent: ['#0b6553', '#74d3bc'],
  onAccent: ['#ffffff', '#0b231e'],
} as const;

/** The mark of Latchkey: a key in a house, as on the app's icon. @param style an attribute, where no style sheet is */
export const mark = (style = ''): string =>
  `<svg viewBox="0 0 48 48" aria-hidden="true"${style}><rect width="48" height="48" rx="10.5" fill="#0b6553"/><path d="M24 7 40 20v18a2.4 2.4 0 0 1-2.4 2.4H10.4A2.4 2.4 0 0 1 8 38V20Z" fill="#fff" fill-opacity=".16"/><g fill="none" stroke="#f3c566" stroke-width="3.5" stroke-linecap="round" stroke-linejoin="round"><circle cx="24" cy="19" r="6"/><path d="M24 26v11M24 31h4.5M24 36h3.5"/></g></svg>`;
