/** What the schema finds wrong, one problem for each, in the words of the branch that was meant. */
import type { z } from 'zod';
import type { Report } from './locate.ts';

type Issue = z.core.$ZodIssue;

const isOtherKind = ({ code, path }: Issue) =>
  path.length === 0 && (code === 'invalid_type' || code === 'invalid_value');
const isOtherShape = (issue: Issue) =>
  isOtherKind(issue) || (issue.path.length === 0 && issue.code === 'unrecognized_keys');

/** Of a union's branches, only the one whose shape was meant has something useful to say. */
function flatten(issue: Issue): Issue[] {
  if (issue.code === 'invalid_key') return issue.issues.map((inner) => ({ ...inner, path: issue.path }) as Issue);
  if (issue.code !== 'invalid_union') return [issue];
  const ofKind = issue.errors.filter((branch) => branch.length > 0 && !branch.some(isOtherKind));
  const meant = ofKind.find((branch) => !branch.some(isOtherShape)) ?? (ofKind.length === 1 ? ofKind[0] : undefined);
  return meant
    ? meant.flatMap((inner) => flatten({ ...inner, path: [...issue.path, ...inner.path] } as Issue))
    : [issue];
}

/** Reports each problem at its value, or at its key where that is what is wrong. */
export function reportIssues(issues: readonly Issue[], report: Report): void {
  for (const issue of issues.flatMap(flatten)) {
    if (issue.code === 'unrecognized_keys') {
      const messages = issue.message.split('\n');
      for (const [index, key] of issue.keys.entries()) report([...issue.path, key], messages[index] ?? '', 'key');
    } else report(issue.path, issue.message);
  }
}
