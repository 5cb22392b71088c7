import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { hostIn, Whereabouts, withoutGlobalOptions } from '../../../../../server/stack/caddy/blocks.ts';

const FILE = `# comment
{
	email a@example.com
	servers {
		protocols h1
	}
}
(tls-of-mine) {
	tls internal
}
import others/*
one.example.com,
https://Two.example.com:8448 {
	respond \`{"a": 1}\`
	bind 10.0.0.1
}
:80 {
	import tls-of-mine
}
http://[fd00::1]:8080/path {
}
`;
const at = (text: string) => new Whereabouts([{ name: 'F', path: '/F', text }], {});

describe('where something stands', () => {
  it.each([
    ['one.example.com', undefined, 'F:12'],
    ['two.example.com', undefined, 'F:13'],
    ['two.example.com', 'bind', 'F:15'],
    ['one.example.com', 'tls', 'F:12'],
    ['', undefined, 'F:17'],
    ['fd00::1', undefined, 'F:20'],
    ['three.example.com', undefined, undefined],
  ])('%j %j is at %s', (host, directive, where) => {
    expect(at(FILE).site(host, directive)).toBe(where);
  });

  it('global options are known by their block, wherever it is, and named each once', () => {
    expect(at(FILE).globalOptions()).toEqual([{ at: 'F:2', names: ['email', 'servers'] }]);
    expect(at('(x) {\n}\n{\n}\n').globalOptions()).toEqual([{ at: 'F:3', names: [] }]);
    expect(at('a.example.com {\n\troute {\n\t}\n}\n').globalOptions()).toEqual([]);
  });

  it('a file of one site needs no braces, and has no global options', () => {
    const one = at('a.example.com, b.example.com\nroot * /srv\nhandle {\n}\n');
    expect([one.site('b.example.com', 'root'), one.globalOptions()]).toEqual(['F:2', []]);
  });

  it('variables are looked through', () => {
    const files = [{ name: 'F', path: '/F', text: 'x.{$DOMAIN} {\n}\n' }];
    expect(new Whereabouts(files, { DOMAIN: 'example.com' }).site('x.example.com')).toBe('F:1');
  });
});

test('global options are taken out line for line, and nothing else', () => {
  const without = withoutGlobalOptions(FILE);
  expect(without.split('\n').slice(7)).toEqual(FILE.split('\n').slice(7));
  expect(without.split('\n').slice(1, 7).join('').trim()).toBe('');
});

test('what has no global options stays as it is, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('{', '}', '\n', ' ', 'a', '(', ',', '"', '`') }), (text) => {
      const file = `a.example.com {\n}\n${text}`;
      const cut = withoutGlobalOptions(file);
      expect(cut.split('\n')).toHaveLength(file.split('\n').length);
      expect(cut.startsWith('a.example.com {')).toBe(true);
    }),
  );
});

test.each([
  ['example.com,', 'example.com'],
  ['https://example.com:443/x', 'example.com'],
  ['http://', ''],
  [':443', ''],
  ['*.Example.com', '*.example.com'],
])('the host of %s is %j', (address, host) => {
  expect(hostIn(address)).toBe(host);
});
