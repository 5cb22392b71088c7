/** What HAProxy and Caddy are started as, and how it is seen that they answer and live. */
import type { HomeConfig } from '../core/config/home-config.ts';
import type { HomeLayout } from '../core/layout.ts';
import { askCaddy } from './caddy/admin.ts';
import { caddyEnvironment } from './caddy/environment.ts';
import { endpointsOf } from './endpoints.ts';
import { askHaproxy } from './haproxy/runtime.ts';
import { reachable, tryConnect } from './probe/connect.ts';
import type { ChildName } from './process/stack-events.ts';
import type { ChildOptions } from './process/supervised-child.ts';
import type { Tools } from './tools.ts';
import type { Prepared } from './validate.ts';

interface ProxyDeps {
  readonly layout: HomeLayout;
  readonly tools: Tools;
  /** The environment of latchkey. */
  readonly env: NodeJS.ProcessEnv;
}

/** What is to run; it changes with each reload. */
interface ToRun extends Pick<Prepared, 'files' | 'hosts'> {
  readonly config: HomeConfig;
}

type ProxyProgram = Pick<ChildOptions, 'program' | 'probe' | 'alive'>;

/** @param now what is to run at this moment */
function caddyProgram({ layout, tools, env }: ProxyDeps, now: () => ToRun): ProxyProgram {
  const { enrolment, lan, wan } = layout.run;
  const { config, hosts } = now();
  return {
    program: {
      path: tools.caddy.path,
      args: ['run', '--config', layout.rendered.caddy],
      // Nothing to find: an empty folder, and an environment with nothing of latchkey's own in it.
      folder: layout.run.empty,
      env: caddyEnvironment(config, layout, env, { hosts }),
    },
    probe: async () => {
      // A home without services and sites has nothing to serve on the LAN, and Caddy no listener for it.
      const told = now().files.get(layout.rendered.caddy)?.content ?? '';
      const listeners = [enrolment, wan, ...(told.includes(`unix/${lan}|`) ? [lan] : [])];
      await Promise.all(listeners.map((path) => tryConnect({ path })));
    },
    alive: () => askCaddy(layout.run.caddyAdmin),
  };
}

/** @param now what is to run at this moment */
function haproxyProgram({ layout, tools }: ProxyDeps, now: () => ToRun): ProxyProgram {
  const endpoints = endpointsOf(now().config).map(({ address, port }) => ({ host: reachable(address), port }));
  return {
    program: {
      path: tools.haproxy.path,
      args: ['-db', '-f', layout.rendered.haproxy],
      env: {},
      folder: layout.run.empty,
    },
    probe: async () => void (await Promise.all(endpoints.map((endpoint) => tryConnect(endpoint)))),
    alive: () => askHaproxy(layout.run.haproxy),
  };
}

export const PROXY_PROGRAMS: Readonly<Record<ChildName, typeof caddyProgram>> = {
  caddy: caddyProgram,
  haproxy: haproxyProgram,
};
