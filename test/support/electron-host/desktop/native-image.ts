/** `nativeImage`: a holder of bytes; nothing decodes it. */
import { readFileSync } from 'node:fs';
import { strictObject } from '../base/strict.ts';

function image(bytes: Buffer) {
  return strictObject('NativeImage', {
    isEmpty: () => bytes.length === 0,
    toPNG: () => bytes,
    toDataURL: () => `data:image/png;base64,${bytes.toString('base64')}`,
    resize: () => image(bytes),
    setTemplateImage: () => undefined,
  });
}

export const nativeImage = strictObject('nativeImage', {
  createEmpty: () => image(Buffer.alloc(0)),
  createFromBuffer: (bytes: Buffer) => image(bytes),
  createFromDataURL: (url: string) => image(Buffer.from(url.slice(url.indexOf(',') + 1), 'base64')),
  createFromPath(path: string) {
    try {
      return image(readFileSync(path));
    } catch {
      return image(Buffer.alloc(0));
    }
  },
});
