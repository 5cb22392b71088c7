/** `WebFrameMain` of a page's main frame: who speaks, and from where. */
import { strictObject } from '../base/strict.ts';
import { originOf } from '../session/scheme-map.ts';

export interface FrameFacts {
  /** The page's address at this moment. */
  url(): string;
  isDestroyed(): boolean;
  executeJavaScript(code: string, userGesture?: boolean): Promise<unknown>;
  send(channel: string, ...args: unknown[]): void;
  reload(): void;
}

export interface MainFrame {
  readonly url: string;
  readonly origin: string;
  readonly parent: null;
}

export function createMainFrame(facts: FrameFacts): MainFrame {
  const frame = strictObject('WebFrameMain', {
    get url() {
      return facts.url();
    },
    get origin() {
      return originOf(facts.url());
    },
    get top(): object {
      return frame;
    },
    get detached() {
      return facts.isDestroyed();
    },
    parent: null,
    frames: [],
    framesInSubtree: [],
    name: '',
    routingId: 1,
    processId: 1,
    frameTreeNodeId: 1,
    isDestroyed: facts.isDestroyed,
    executeJavaScript: facts.executeJavaScript,
    send: facts.send,
    reload: facts.reload,
  });
  return frame;
}
