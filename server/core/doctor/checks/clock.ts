import { error, type Finding, ok, warning } from '../finding.ts';
import type { Examined } from '../ports.ts';

const MINUTE = 60_000;
/** The home dates certificates back by five minutes: who is further behind sees them as not valid yet. */
const TOLERABLE = 2 * MINUTE;

/** Whether the machine's clock can be trusted to say what has expired. */
export async function clockCheck({
  clock,
  machine,
  edgeProxy,
  config,
  records,
  running,
}: Pick<Examined, 'clock' | 'machine' | 'edgeProxy' | 'config' | 'records' | 'running'>): Promise<Finding[]> {
  const fix = 'sudo timedatectl set-ntp true';
  const findings: Finding[] = [];

  const youngest = Math.max(...(await records.authorities().catch(() => [])).map(({ notBefore }) => notBefore));
  if (clock.now() < youngest) {
    findings.push(error('clock-before-home', {}, fix));
  }
  const addresses = running && config && edgeProxy ? await edgeProxy.addresses(config.enrolmentHost) : [];
  for (const address of addresses.slice(0, 2)) {
    const answer = await edgeProxy?.whoami(address);
    if (answer?.kind !== 'home') continue;
    const apart = Math.abs(answer.time - clock.now());
    if (apart > TOLERABLE) {
      findings.push(error('clock-apart', { address, minutes: Math.round(apart / MINUTE) }, fix));
    }
  }
  const follows = await machine.clockFollows();
  if (follows === false) findings.push(warning('clock-follows-none', {}, fix));
  if (findings.length > 0) return findings;
  return [
    ok(
      follows === undefined
        ? 'The time is plausible; the system does not say whether its clock follows a time server.'
        : 'The clock follows a time server.',
    ),
  ];
}
