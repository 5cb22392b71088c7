import type { ReactNode } from 'react';
import type { Service } from '../../shared/api.ts';
import { Icon } from './icons.tsx';

const HUES = 6;

/** The same service has the same colour everywhere. */
const hueOf = (name: string) => [...name].reduce((sum, character) => sum + (character.codePointAt(0) ?? 0), 0) % HUES;

/** Our own drawings, by what people call such services. A home sends no picture, and none is loaded from anywhere. */
const GLYPHS: readonly (readonly [names: RegExp, glyph: ReactNode])[] = [
  [
    /^(cloud|nextcloud|files?|drive|seafile|dateien|fichiers)$/,
    <path key="cloud" d="M7 18a4 4 0 0 1-.5-8 5.5 5.5 0 0 1 10.6 1.2A3.5 3.5 0 0 1 17 18z" />,
  ],
  [
    /^(photos?|immich|pictures?|fotos?|bilder|photoprism)$/,
    <path key="photo" d="M4 6h16v12H4zm0 9 4.5-4.5L14 16m-2-2 2.5-2.5L20 16M15.5 9v.1" />,
  ],
  [
    /^(films?|movies?|video|jellyfin|plex|emby|tv|media)$/,
    <path key="film" d="M4 5h16v14H4zm4 0v14m8-14v14M4 9.5h4m-4 5h4m8-5h4m-4 5h4" />,
  ],
  [
    /^(music|navidrome|audio|musik|musique|spotify)$/,
    <path
      key="music"
      d="M9 17V5l10-2v12M9 17a2.5 2.5 0 1 1-2.5-2.5A2.5 2.5 0 0 1 9 17m10-2a2.5 2.5 0 1 1-2.5-2.5A2.5 2.5 0 0 1 19 15"
    />,
  ],
  [
    /^(books?|calibre|kavita|audiobookshelf|reader|wiki)$/,
    <path key="book" d="M12 6c-2-1.5-5-2-8-2v14c3 0 6 .5 8 2 2-1.5 5-2 8-2V4c-3 0-6 .5-8 2m0 0v14" />,
  ],
  [/^(calendar|kalender|agenda|caldav)$/, <path key="calendar" d="M4 6h16v14H4zm0 4.5h16M8 3.5V7m8-3.5V7" />],
  [
    /^(home|home-?assistant|ha|hass|haus|smart-?home)$/,
    <path key="home" d="m3.5 11.5 8.5-7.5 8.5 7.5M6 10v10h12V10m-8 10v-6h4v6" />,
  ],
  [/^(mail|e-?mail|webmail|post)$/, <path key="mail" d="M3.5 6h17v12h-17zm0 1 8.5 6.5L20.5 7" />],
  [
    /^(passwords?|vault|vaultwarden|bitwarden)$/,
    <path key="vault" d="M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3M12 14.500v2" />,
  ],
  [
    /^(paper(less|work)?|documents?|docs|dokumente)$/,
    <path key="paper" d="M6 3.500h8l4 4v13H6zm8 0v4h4M9 12h6m-6 4h6" />,
  ],
  [
    /^(recipes?|mealie|tandoor|kitchen|rezepte)$/,
    <path key="recipe" d="M7 3.500v6a2 2 0 0 0 4 0v-6M9 11.500v9M16.5 20.500v-17c-2 1-3 3.5-3 6.500s1 3.5 3 3.5" />,
  ],
  [/^(chat|matrix|element|talk|messages?)$/, <path key="chat" d="M4 5h16v11h-9l-4 4v-4H4z" />],
  [
    /^(games?|spiele|minecraft)$/,
    <path
      key="game"
      d="M7 8h10a4 4 0 0 1 3.5 6c-1 2-3 2.5-4.5 1l-1.5-1.500h-5L8 15c-1.5 1.5-3.5 1-4.5-1A4 4 0 0 1 7 8m1 1.500v3M6.5 11h3m6-.5v.1m2 1v.1"
    />,
  ],
  [
    /^(garden|plants?|garten|jardin)$/,
    <path key="garden" d="M12 20v-8m0 0c0-4-2.5-6-7-6 0 4 2.5 6 7 6m0 2c0-3 2-5 6.5-5 0 3.5-2.5 5-6.5 5" />,
  ],
  [
    /^(backups?|sicherung|sync|syncthing)$/,
    <path key="backup" d="M19.5 12A7.5 7.5 0 1 1 17 6.400M17.5 2.500v4.200h-4.200" />,
  ],
];

/** What a service is known by: the emoji or letter that the admin chose, else our drawing for its name, else its letter. */
export function ServiceIcon({ service: { name, icon } }: { readonly service: Service }) {
  const glyph = icon === undefined ? GLYPHS.find(([names]) => names.test(name.toLowerCase()))?.[1] : undefined;
  return (
    <span className={`monogram hue-${hueOf(name)}`} aria-hidden="true">
      {glyph ? <Icon>{glyph}</Icon> : (icon ?? [...name][0]?.toUpperCase())}
    </span>
  );
}
