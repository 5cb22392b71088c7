/** What is cut off at every step: each use case that changes something, prepared so that there is something to lose. */
import { DAY } from '../../../server/core/validity.ts';
import type { CertificateReply } from '../../../shared/api.ts';
import { makeRequest } from '../../unit/server/ca/requests.ts';
import { type FixedClock, HOST, type OpenTestHome } from '../../unit/server/core/support.ts';

/** Where the connections of the device in question come from, and that of a bystander. */
export const SOURCES = ['203.0.113.7_1000', '203.0.113.7_1001'] as const;
export const BYSTANDER = '203.0.113.7_2000';

/** What a scenario's second half has to know of its first; it may travel to another process. */
export type Prepared = Readonly<Record<string, string>>;

interface Scenario {
  readonly prepare: (home: OpenTestHome, clock: FixedClock) => Promise<Prepared>;
  readonly run: (home: OpenTestHome, prepared: Prepared) => Promise<unknown>;
}

async function enrol(home: OpenTestHome, name = 'laptop', person = 'Dave'): Promise<CertificateReply> {
  const { code } = home.invitations.invite({ person });
  return home.redeeming.redeem({ code, csr: await makeRequest(), device: { name } });
}

async function renewed(home: OpenTestHome, { device, renewalSecret }: CertificateReply): Promise<CertificateReply> {
  return home.renewing.renew({ deviceId: device.id, renewalSecret, csr: await makeRequest() });
}

/** A device in the middle of a renewal, with a stream open on either certificate. */
async function busyDevice(home: OpenTestHome) {
  const first = await enrol(home);
  const second = await renewed(home, first);
  await home.connections.track({ fingerprint: first.fingerprint, host: HOST, source: SOURCES[0] });
  await home.connections.track({ fingerprint: second.fingerprint, host: HOST, source: SOURCES[1] });
  const { id: deviceId } = first.device;
  return { first, second, deviceId, old: first.renewalSecret, renewalSecret: second.renewalSecret };
}

const field = (prepared: Prepared, name: string) => prepared[name] ?? '';
const proof = (prepared: Prepared) => ({
  deviceId: field(prepared, 'deviceId'),
  renewalSecret: field(prepared, 'renewalSecret'),
});
const refusedAs = (code: string) => (error: { readonly code?: string }) => {
  if (error.code !== code) throw error;
};

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  issue: {
    prepare: async (home) => ({
      code: home.invitations.invite({ person: 'Dave' }).code,
      csr: await makeRequest(),
    }),
    run: (home, prepared) =>
      home.redeeming.redeem({
        code: field(prepared, 'code'),
        csr: field(prepared, 'csr'),
        device: { name: 'laptop' },
      }),
  },
  renew: {
    prepare: async (home) => {
      const { device, renewalSecret } = await enrol(home);
      return { deviceId: device.id, renewalSecret, csr: await makeRequest() };
    },
    run: (home, prepared) => home.renewing.renew({ ...proof(prepared), csr: field(prepared, 'csr') }),
  },
  'renew without having confirmed': {
    prepare: async (home, clock) => {
      const { deviceId, renewalSecret } = await busyDevice(home);
      clock.advance(DAY);
      return { deviceId, renewalSecret, csr: await makeRequest() };
    },
    run: (home, prepared) => home.renewing.renew({ ...proof(prepared), csr: field(prepared, 'csr') }),
  },
  confirm: {
    prepare: async (home) => {
      const { deviceId, renewalSecret } = await busyDevice(home);
      return { deviceId, renewalSecret };
    },
    run: (home, prepared) => home.renewing.confirm(proof(prepared)),
  },
  'shut out': {
    prepare: async (home) => ({ deviceId: (await busyDevice(home)).deviceId }),
    run: (home, prepared) => home.devices.shutOut(field(prepared, 'deviceId')),
  },
  'take a service away': {
    prepare: async (home) => ({ deviceId: (await busyDevice(home)).deviceId }),
    run: (home) => home.granting.deny({ person: 'Dave', services: ['cloud'] }),
  },
  'let a person open a service': {
    prepare: async (home) => {
      const { deviceId } = await busyDevice(home);
      await home.granting.deny({ person: 'Dave', services: ['photos'] });
      return { deviceId };
    },
    run: (home) => home.granting.allow({ person: 'Dave', services: ['photos'] }),
  },
  leave: {
    prepare: async (home) => {
      const { deviceId, renewalSecret } = await busyDevice(home);
      return { deviceId, renewalSecret };
    },
    run: (home, prepared) => home.leaving.leave(proof(prepared)),
  },
  'notice a stolen secret': {
    prepare: async (home) => {
      const { deviceId, old, renewalSecret } = await busyDevice(home);
      await home.renewing.confirm({ deviceId, renewalSecret });
      return { deviceId, renewalSecret: old, csr: await makeRequest() };
    },
    run: (home, prepared) =>
      home.renewing
        .renew({ ...proof(prepared), csr: field(prepared, 'csr') })
        .catch(refusedAs('RENEWAL_SECRET_NOT_VALID')),
  },
  'let in again': {
    prepare: async (home) => {
      const { device } = await enrol(home, 'phone');
      await home.devices.shutOut(device.id);
      return { deviceId: device.id };
    },
    run: (home, prepared) => home.devices.letIn(field(prepared, 'deviceId'), false),
  },
  reconcile: {
    prepare: async (home, clock) => {
      // Where a crash of before left off: one certificate not let in yet, another one not kept out yet.
      const { fingerprint } = await enrol(home, 'phone');
      await home.activeSet.remove(fingerprint);
      const { deviceId } = await busyDevice(home);
      home.registry.endDevice(deviceId, 'shut-out', clock.now());
      return {};
    },
    run: (home) => home.reconciler.reconcile(),
  },
};

/** Prepares a scenario beside a device that has nothing to do with it. */
export async function prepare(name: string, home: OpenTestHome, clock: FixedClock): Promise<Prepared> {
  const bystander = await enrol(home, 'bystander', 'Nina');
  await home.connections.track({ fingerprint: bystander.fingerprint, host: HOST, source: BYSTANDER });
  return scenario(name).prepare(home, clock);
}

export function scenario(name: string): Scenario {
  const found = SCENARIOS[name];
  if (!found) throw new Error(`no such scenario: ${name}`);
  return found;
}

/** What the registry and the audit log say, without what differs from run to run. */
export function recorded(home: OpenTestHome) {
  const devices = home.registry.devices().map(({ id, name, state, renewalGeneration, confirmedGeneration }) => ({
    name,
    state,
    renewalGeneration,
    confirmedGeneration,
    certificates: home.registry
      .certificatesOf(id)
      .map(({ state: each, generation }) => `${generation} ${each}`)
      .sort(),
  }));
  const rules = ['Dave', 'Nina'].flatMap((person) =>
    home.rules.ofPerson(person).map(({ service, allowed }) => `${person} ${service} ${allowed}`),
  );
  const invitations = home.invitations.list().map(({ state }) => state);
  const audit = home.audit.page({}, 100).map(({ kind }) => kind);
  return { devices, rules, invitations, audit };
}
