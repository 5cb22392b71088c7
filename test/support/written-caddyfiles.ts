/** In the spelling of their manuals, and of those who copy from them; all are fine as they are. */
const A = 'a.home.localhost';
export const FINE: readonly (readonly [what: string, text: string, hosts: readonly string[]])[] = [
  ['a snippet with arguments', `(rp) {\n\treverse_proxy {args[0]}\n}\n${A} {\n\timport rp 127.0.0.1:1\n}\n`, [A]],
  ['arguments of before 2.7', `(rp) {\n\treverse_proxy {args.0}\n}\n${A} {\n\timport rp 127.0.0.1:1\n}\n`, [A]],
  [
    'a snippet that is a site',
    `(s) {\n\t{args[0]}.home.localhost {\n\t\trespond hi\n\t}\n}\nimport s a\nimport s b\n`,
    [A, 'b.home.localhost'],
  ],
  ['a named route', `&(app) {\n\treverse_proxy 127.0.0.1:1\n}\n${A} {\n\tinvoke app\n}\n`, [A]],
  [
    'a snippet in a handle',
    `(x) {\n\trespond hi\n}\n${A} {\n\thandle /a* {\n\t\timport x\n\t}\n\thandle {\n\t\tabort\n\t}\n}\n`,
    [A],
  ],
  ['a heredoc that looks like more', `${A} {\n\trespond <<HTML\n\timport sites/* {\n\t}\n\tHTML 200\n}\n`, [A]],
  ['a default of a variable', `{$SITE:a}.home.localhost {\n\treverse_proxy {$UP:127.0.0.1:1}\n}\n`, [A]],
  ['a port that is the one there is', `${A}:443 {\n\trespond hi\n}\n`, [A]],
  [
    'several addresses on several lines',
    `${A},\nhttps://b.home.localhost {\n\trespond hi\n}\n`,
    [A, 'b.home.localhost'],
  ],
  [
    'basicauth, as it was called',
    `${A} {\n\tbasicauth {\n\t\tbob $2a$14$Zkx19XLiW6VYouLHR5NmfOFU0z2GTNmpkT/5qqR7hx4IjWJPDhjvG\n\t}\n\trespond hi\n}\n`,
    [A],
  ],
  [
    'Authelia',
    `${A} {\n\tforward_auth 127.0.0.1:9091 {\n\t\turi /api/authz/forward-auth\n\t\tcopy_headers Remote-User Remote-Groups\n\t}\n\treverse_proxy 127.0.0.1:1\n}\n`,
    [A],
  ],
  [
    'Authentik',
    `${A} {\n\troute {\n\t\treverse_proxy /outpost.goauthentik.io/* 127.0.0.1:9000\n\t\tforward_auth 127.0.0.1:9000 {\n\t\t\turi /outpost.goauthentik.io/auth/caddy\n\t\t\ttrusted_proxies private_ranges\n\t\t}\n\t}\n}\n`,
    [A],
  ],
  ['tls internal', `${A} {\n\ttls internal\n\trespond hi\n}\n`, [A]],
  ['a log with a name', `${A} {\n\tlog mine {\n\t\toutput stderr\n\t}\n\trespond hi\n}\n`, [A]],
  ['PHP', `${A} {\n\troot * /var/www/a\n\tphp_fastcgi 127.0.0.1:9000\n\tfile_server\n}\n`, [A]],
  [
    'a redirect from www',
    `www.home.localhost {\n\tredir https://home.localhost{uri} permanent\n}\n`,
    ['www.home.localhost'],
  ],
  ['no braces', `${A}\n\nreverse_proxy 127.0.0.1:1\n`, [A]],
  ['CRLF and a byte order mark', `\uFEFF${A} {\r\n\tencode gzip\r\n\trespond hi\r\n}\r\n`, [A]],
  ['another script', 'bücher.home.localhost {\n\trespond hi\n}\n', ['bücher.home.localhost']],
  ['an underscore', 'my_app.home.localhost {\n\trespond hi\n}\n', ['my_app.home.localhost']],
];
