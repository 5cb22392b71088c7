/** Which licences what we ship, and what we build it with, may have. */

/** What may be in what we ship: they ask for nothing but to be named, which the app's About does. */
const SHIPPED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
]);
/** What may build and test it besides; nothing of it leaves this checkout. */
const TOOLS = new Set([...SHIPPED, 'CC-BY-4.0', 'MPL-2.0', 'WTFPL']);

/**
 * @param licence an SPDX expression with OR and AND, without nested brackets; undefined when the package says none
 * @returns whether it can be taken under licences that were reviewed for that use
 */
export function isLicenceReviewed(licence: string | undefined, use: 'shipped' | 'tool'): boolean {
  const reviewed = use === 'shipped' ? SHIPPED : TOOLS;
  const choices = (licence ?? '').replace(/^\((.*)\)$/, '$1').split(' OR ');
  return choices.some((choice) => choice.split(' AND ').every((name) => reviewed.has(name)));
}
