import { error, type Finding, notChecked, ok } from '../finding.ts';
import type { Examined } from '../ports.ts';

/** Whether SCEP offers a registration authority that is valid now and that the Homelab CA has issued: iPhones encrypt for it. */
export async function scepCheck({
  config,
  running,
  scepAuthority,
  clock,
  commands,
}: Pick<Examined, 'config' | 'running' | 'scepAuthority' | 'clock' | 'commands'>): Promise<Finding[]> {
  if (!config || !running) return [notChecked('Only while latchkey up is running.')];
  if (!config.phones.apple) return [notChecked('SCEP is off (phones.apple), and with it profiles for iPhones.')];
  const fix = commands.latchkey('reload');
  const found = await scepAuthority();
  if (!found) return [error('scep-no-answer', {}, fix)];
  if (!found.byHomelabCa) return [error('scep-foreign', {}, fix)];
  if (clock.now() < found.notBefore || clock.now() >= found.notAfter) return [error('scep-not-valid', {}, fix)];
  return [ok('SCEP answers, and its registration authority is of the Homelab CA.')];
}
