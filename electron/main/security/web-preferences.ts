import type { WebPreferences } from 'electron';

/**
 * What the window's page may be. All of it is stated, so that no default of a later Electron loosens it.
 * @param preload absolute path of the bridge
 */
export function webPreferences(preload: string, development: boolean) {
  return {
    preload,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    plugins: false,
    navigateOnDragDrop: false,
    // What is typed here is an invite: no business of a spelling dictionary.
    spellcheck: false,
    devTools: development,
  } as const satisfies WebPreferences;
}
