/** How often the launcher is looked for, in milliseconds. */
const LOOK_EVERY = 500;

interface LaunchedProcess {
  readonly ppid: number;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Calls back when the npm or npx that started this process has ended. npm hands signals to a shell between it and us,
 * which ends without handing them on; without this, ending `npx latchkey up` would leave a home running behind it. A
 * process that npm did not start is left alone: `nohup` is allowed to outlive its shell.
 * @returns a function that stops looking
 */
export function whenLauncherEnds(self: LaunchedProcess, ended: () => void): () => void {
  if (self.env.npm_command === undefined) return () => undefined;
  const launcher = self.ppid;
  const timer = setInterval(() => {
    if (self.ppid === launcher) return;
    clearInterval(timer);
    ended();
  }, LOOK_EVERY);
  timer.unref();
  return () => clearInterval(timer);
}
