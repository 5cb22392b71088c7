/** A home's rendered haproxy.cfg, changed so that another HAProxy runs it beside the home. */

/** @param from the home's port @param to the port of the HAProxy beside the home @param global lines for its section `global` */
export const haproxyBeside = (text: string, { from, to }: { from: number; to: number }, global = ''): string =>
  text
    .replaceAll(`:${from}`, `:${to}`)
    .replace(/^ +stats socket .*$/m, () => global)
    .replace(/^frontend http\n(?: .*\n|\n)*/m, '');
