import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { type Effect, effectsOf } from '../core/config/effects.ts';
import { parseConfig } from '../core/config/parse.ts';
import type { HomeLayout } from '../core/layout.ts';
import type { ConfiguredHome } from '../home/read.ts';
import type { Rendered } from '../stack/rendered/types.ts';

/** What another latchkey.yaml, or other hand-written sites, would change. */
export interface ConfigDiff {
  /** False when this home has never run: there is nothing to compare with. */
  readonly hasRun: boolean;
  readonly effects: readonly Effect[];
  /** A unified diff for each rendered file that would be another; of a secret one, its name alone. */
  readonly files: readonly { readonly name: string; readonly patch: string }[];
}

const read = (path: string) => readFile(path, 'utf8').catch(() => undefined);

/** Caddy's JSON follows from the Caddyfile; it is shown when it changes for another reason, such as a hand-written site. */
function worthShowing(changed: readonly string[], { rendered }: HomeLayout): readonly string[] {
  return changed.includes(rendered.caddyfile) ? changed.filter((path) => path !== rendered.caddy) : changed;
}

/** What a terminal may show. Of every other file, such as a key, it is said that it changes, and nothing of what is in it. */
const isShown = (path: string, { rendered }: HomeLayout) =>
  [
    rendered.haproxy,
    rendered.lan,
    rendered.strangers,
    rendered.caddyfile,
    rendered.caddy,
    rendered.serverCertificate,
    rendered.acmeRoot,
  ].includes(path);

/**
 * Compares what the home runs with, or ran with last, with what it would run with.
 * @param rendered what would be written now
 */
export async function diffConfig(
  { layout, config }: Pick<ConfiguredHome, 'layout' | 'config'>,
  rendered: Rendered,
): Promise<ConfigDiff> {
  const remembered = await read(layout.rendered.config);
  const before = remembered === undefined ? undefined : parseConfig(remembered, layout.rendered.config);
  const texts = await Promise.all(
    [...rendered.files].map(async ([path, { content }]) => ({ path, content, old: (await read(path)) ?? '' })),
  );
  const changed = texts.filter(({ content, old }) => content !== old);
  const shown = worthShowing(
    changed.map(({ path }) => path),
    layout,
  );
  const files = changed
    .filter(({ path }) => shown.includes(path))
    .map(({ path, content, old }) => {
      const name = basename(path);
      if (!isShown(path, layout))
        return { name, patch: `--- now/${name}\n+++ then/${name}\nanother content, not shown: it is secret\n` };
      return { name, patch: createTwoFilesPatch(`now/${name}`, `then/${name}`, old, content, '', '', { context: 2 }) };
    });
  return { hasRun: before !== undefined, effects: before?.ok ? effectsOf(before.config, config) : [], files };
}
