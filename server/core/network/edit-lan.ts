import { type Document, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { LatchkeyError } from '../../../shared/errors.ts';

/** One line of the LAN list as it is written, right or wrong. */
export interface LanEntry {
  readonly network: string;
  /** The admin says that it is a real LAN, although it does not look like one. */
  readonly confirmed: boolean;
}

const entryOf = (node: unknown): LanEntry => {
  if (isMap(node)) return { network: String(node.get('network')), confirmed: node.get('really') === true };
  return { network: isScalar(node) ? String(node.value) : '', confirmed: false };
};

/** The LAN list as it is written. Empty when there is none, or when it is no list. */
export function lanEntries(document: Document): LanEntry[] {
  const list = document.get('lan');
  return isSeq(list) ? list.items.map(entryOf) : [];
}

export interface LanChange {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/**
 * Changes the LAN list in the text of latchkey.yaml, and nothing else: comments stay. What is there already is not added
 * again. The result is not checked.
 * @throws LatchkeyError CONFIG_NOT_VALID when the text is no YAML or its `lan` no list, USAGE when a network to remove is
 * not in the list
 */
export function editLan(text: string, { add, remove }: LanChange): string {
  const document = parseDocument(text);
  if (document.errors.length > 0) {
    throw new LatchkeyError('CONFIG_NOT_VALID', { detail: document.errors[0]?.message ?? 'It is no YAML.' });
  }
  if (!isSeq(document.get('lan'))) {
    if (document.get('lan') != null) throw new LatchkeyError('CONFIG_NOT_VALID', { detail: 'lan is no list.' });
    document.set('lan', document.createNode([]));
  }
  const list = document.get('lan');
  if (!isSeq(list)) return text;
  for (const network of remove) {
    const at = list.items.findIndex((item) => entryOf(item).network === network);
    if (at < 0)
      throw new LatchkeyError('USAGE', { detail: `${network} is not in the LAN list.`, hint: 'See latchkey lan.' });
    list.items.splice(at, 1);
  }
  const present = new Set(lanEntries(document).map(({ network }) => network));
  for (const network of add.filter((each) => !present.has(each))) list.items.push(document.createNode(network));
  list.flow = list.items.length === 0;
  return document.toString({ lineWidth: 0 });
}
