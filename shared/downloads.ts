/** The systems that the app is made for, as people call them. */
export const DOWNLOAD_SYSTEMS = { macos: 'macOS', windows: 'Windows', linux: 'Linux' } as const;
export type DownloadSystem = keyof typeof DOWNLOAD_SYSTEMS;

export const isDownloadSystem = (name: string): name is DownloadSystem => Object.hasOwn(DOWNLOAD_SYSTEMS, name);

/**
 * The app's files in a release, as electron-builder.yml names them.
 * @param folder the release's, with a slash at its end
 */
export function releaseDownloads(folder: string, version: string): Readonly<Record<DownloadSystem, string>> {
  return {
    macos: `${folder}Latchkey-${version}-mac-universal.dmg`,
    windows: `${folder}Latchkey-${version}-win-x64.exe`,
    linux: `${folder}Latchkey-${version}-linux-x86_64.AppImage`,
  };
}
