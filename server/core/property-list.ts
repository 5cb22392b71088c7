/** A value of a property list. Keys keep their order. */
export type Value = string | number | boolean | readonly Value[] | { readonly [key: string]: Value };

const escaped = (text: string) =>
  text
    .replace(/\p{Cc}/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');

function written(value: Value): string {
  if (typeof value === 'string') return `<string>${escaped(value)}</string>`;
  if (typeof value === 'number') return `<integer>${value}</integer>`;
  if (typeof value === 'boolean') return value ? '<true/>' : '<false/>';
  if (Array.isArray(value)) return `<array>${value.map(written).join('')}</array>`;
  const entries = Object.entries(value).map(([key, each]) => `<key>${escaped(key)}</key>${written(each)}`);
  return `<dict>${entries.join('')}</dict>`;
}

/** A property list in XML (http://www.apple.com/DTDs/PropertyList-1.0.dtd). */
export const propertyList = (value: Value) =>
  `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">${written(value)}</plist>
`;
