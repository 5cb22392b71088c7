/** Draws pictures in a font that looks like what people have, where Debian's fonts-inter is there. */
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const INTER = '/usr/share/fonts/opentype/inter';

/** Before the browser starts: Chromium asks fontconfig, which this tells what `system-ui` is. */
export function preferInter(): void {
  if (!existsSync(INTER)) return;
  const file = join(mkdtempSync(join(tmpdir(), 'latchkey-fonts-')), 'fonts.conf');
  const prefer = (family: string) =>
    `<alias binding="strong"><family>${family}</family><prefer><family>Inter</family></prefer></alias>`;
  const families = ['system-ui', 'sans-serif'].map(prefer).join('');
  writeFileSync(file, `<fontconfig><include>/etc/fonts/fonts.conf</include>${families}</fontconfig>`);
  process.env.FONTCONFIG_FILE = file;
}
