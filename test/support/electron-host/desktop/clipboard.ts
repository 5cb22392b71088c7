/** `clipboard`: the host's own; specs and the person's are apart. */
import { strictObject } from '../base/strict.ts';

let text = '';
let html = '';

export const clipboard = strictObject('clipboard', {
  writeText(value: string): void {
    text = value;
    html = '';
  },
  readText: () => text,
  writeHTML(value: string): void {
    html = value;
  },
  readHTML: () => html,
  write(data: { text?: string; html?: string }): void {
    text = data.text ?? '';
    html = data.html ?? '';
  },
  clear(): void {
    text = '';
    html = '';
  },
  availableFormats: () => [...(text === '' ? [] : ['text/plain']), ...(html === '' ? [] : ['text/html'])],
});
