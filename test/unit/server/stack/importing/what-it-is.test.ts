/** Files that people take for Caddyfiles, and Caddyfiles that look a little like them. */
import { expect, test } from 'vitest';
import { otherFile } from '../../../../../server/stack/importing/what-it-is.ts';

test.each([
  ['```caddy\na.example.com {\n}\n```\n', /Markdown/],
  ['{ // mine\n "apps": {"http": {}} }', /Caddy's JSON/],
  ['{\n\t"admin": {"disabled": true}\n}', /Caddy's JSON/],
  ['services:\n  who:\n    image: who\n    labels:\n      caddy: a.example.com\n', /caddy-docker-proxy/],
  ['caddy: a.example.com\ncaddy.reverse_proxy: "{{upstreams 80}}"\n', /caddy-docker-proxy/],
  ['caddy_0.reverse_proxy: x\n', /caddy-docker-proxy/],
  ['- "caddy=a.example.com"\n', /caddy-docker-proxy/],
  ['services:\n  web:\n    image: nginx\n', /Compose/],
  ['server {\n    listen 443 ssl;\n    server_name a.example.com;\n}\n', /nginx/],
  ['location / {\n  proxy_pass http://127.0.0.1:1;\n}\n', /nginx/],
  ['<VirtualHost *:443>\n  ServerName a.example.com\n</VirtualHost>\n', /Apache/],
  ['[http.routers.a]\n  rule = "Host(`a.example.com`)"\n', /Traefik/],
  ['http:\n  routers:\n    a:\n      rule: x\n', /Traefik/],
  ['frontend web\n    bind :443\n', /HAProxy/],
  ['a.example.com {\n  proxy / 127.0.0.1:1 {\n    transparent\n  }\n  gzip\n}\n', /Caddy 1/],
])('%j', (text, words) => {
  expect(otherFile(text)).toMatch(words);
});

test.each([
  'a.example.com {\n\tencode gzip\n\treverse_proxy 127.0.0.1:1\n}\n',
  'a.example.com {\n\trespond `{"apps": 1}`\n}\n',
  'caddy.example.com {\n\treverse_proxy caddy:80\n}\n',
  'services.example.com {\n\treverse_proxy 127.0.0.1:1\n}\n',
  '(proxy) {\n\treverse_proxy {args[0]}\n}\na.example.com {\n\timport proxy 127.0.0.1:1\n}\n',
  '# listen 443 ssl;\n:443 {\n}\n',
])('a Caddyfile is one: %j', (text) => {
  expect(otherFile(text)).toBeUndefined();
});
