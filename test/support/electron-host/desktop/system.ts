/** `screen`, `powerMonitor`, `crashReporter`, `systemPreferences`: one plain machine, whose events specs send. */
import { addControl, record } from '../base/host.ts';
import { strictEmitter, strictObject } from '../base/strict.ts';
import { SCREEN } from '../window/geometry.ts';

const display = {
  id: 1,
  label: 'test host',
  bounds: SCREEN,
  workArea: SCREEN,
  size: { width: SCREEN.width, height: SCREEN.height },
  workAreaSize: { width: SCREEN.width, height: SCREEN.height },
  scaleFactor: 1,
  rotation: 0,
  internal: true,
};

class Screen extends strictEmitter('screen') {
  getPrimaryDisplay() {
    return display;
  }
  getAllDisplays() {
    return [display];
  }
  getDisplayMatching() {
    return display;
  }
  getDisplayNearestPoint() {
    return display;
  }
  getCursorScreenPoint() {
    return { x: 0, y: 0 };
  }
}
export const screen = new Screen();

class PowerMonitor extends strictEmitter('powerMonitor') {
  onBatteryPower = false;

  isOnBatteryPower(): boolean {
    return this.onBatteryPower;
  }
  getSystemIdleTime(): number {
    return 0;
  }
  getSystemIdleState(): string {
    return 'active';
  }
  getCurrentThermalState(): string {
    return 'nominal';
  }
}
export const powerMonitor = new PowerMonitor();
/** `power('suspend')`, `power('resume')`, `power('lock-screen')`, … */
addControl('power', (event: string) => powerMonitor.emit(event));

export const crashReporter = strictObject('crashReporter', {
  start: (options: object) => record('crashReporter.start', options),
  getUploadToServer: () => false,
  setUploadToServer: (upload: boolean) => record('crashReporter.setUploadToServer', upload),
  getLastCrashReport: () => null,
  getUploadedReports: () => [],
  addExtraParameter: () => undefined,
});
