import type { HomeConfig } from '../core/config/home-config.ts';
import type { HomeLayout } from '../core/layout.ts';
import type { Copied } from './server-certificate/key-files.ts';
import type { Tools } from './tools.ts';

/** A home whose configuration HAProxy and Caddy are asked about. */
export interface PrepareOptions {
  readonly config: HomeConfig;
  readonly layout: HomeLayout;
  readonly tools: Tools;
  /** The environment of latchkey; Caddy is given what it needs of it. */
  readonly env: NodeJS.ProcessEnv;
  /** What Caddy reads as copies and is asked about where it comes from; everything, unless told otherwise. */
  readonly copied?: readonly Copied[];
  /** At a start: the server certificate that was served last, when the files of now cannot be used. */
  readonly orServed?: boolean;
}
