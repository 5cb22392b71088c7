/** Sites that reach for the home they are in, and sites that do not: what a judge of them has to tell apart. */
import type { HomeLayout } from '../../../server/core/layout.ts';

/** Where the parts of an attack lie. */
export interface Ground {
  readonly layout: HomeLayout;
  /** A folder outside of the home, with links into it. */
  readonly outside: string;
  /** Where the home itself answers. */
  readonly port: number;
}

/** Bodies of sites, by what they try. Each has a host of its own. */
export function reachingSites({ layout, outside, port }: Ground): Readonly<Record<string, string>> {
  const { dir, run } = layout;
  const parent = dir.slice(0, dir.lastIndexOf('/'));
  const relative = 'run/caddy-admin.sock';
  return {
    // Files.
    'the working folder': 'file_server',
    'the working folder, browsed': 'file_server browse',
    'the working folder below a path': 'handle_path /static/* {\nfile_server\n}',
    'a root for other requests only': 'root /elsewhere/* /srv/www\nfile_server',
    'an empty root': 'root * ""\nfile_server',
    'a dot as root': 'root * .\nfile_server',
    'the folder above': 'root * ..\nfile_server',
    'a relative root': 'root * www\nfile_server',
    'the home': `root * ${dir}\nfile_server`,
    'the home with a slash': `root * ${dir}/\nfile_server`,
    'the home, doubly slashed': `root * ${dir.replaceAll('/', '//')}\nfile_server`,
    'the home, by dots': `root * ${dir}/./ca/..\nfile_server`,
    'the home from elsewhere': `root * /usr/../${dir}\nfile_server`,
    'the folder that the home is in': `root * ${parent}\nfile_server`,
    'the whole disk': 'root * /\nfile_server',
    'the whole disk, doubly': 'root * //\nfile_server',
    'a folder of the home': `root * ${layout.ca.dir}\nfile_server`,
    'a link to the home': `root * ${outside}/link\nfile_server`,
    'what is behind a link': `root * ${outside}/link/ca\nfile_server`,
    'a link to what the home is in': `root * ${outside}/up\nfile_server`,
    'a folder with a link in it': `root * ${outside}/www\nfile_server`,
    'another process’ view': 'root * /proc/self/root\nfile_server',
    'a root in the handler': `file_server {\nroot ${dir}\n}`,
    'a template for listings': `root * /srv/www\nfile_server {\nbrowse ${dir}/secret.key\n}`,
    'a root that a request names': 'root * {query.root}\nfile_server',
    'a root that a header names': 'root * /srv/{header.X-Folder}\nfile_server',
    'a root that a host names beside the home': `root * ${parent}/{labels.3}\nfile_server`,
    'a root of a map': `map {path} {folder} {\ndefault ${dir}\n}\nroot * {folder}\nfile_server`,
    'a variable': `vars root ${dir}\nfile_server`,
    'an error page': `respond /x 200\nhandle_errors {\nroot * ${dir}\nfile_server\n}`,
    'an error page without a root': 'error 404\nhandle_errors {\nrewrite * /secret.key\nfile_server\n}',
    'what an upstream answers': `reverse_proxy 127.0.0.1:9 {\n@file header X-Accel-Redirect *\nhandle_response @file {\nroot * ${dir}\nfile_server\n}\n}`,
    'what is intercepted': `intercept {\nhandle_response {\nroot * ${dir}\nfile_server\n}\n}\nrespond hi`,
    'deep in routes': `route {\nroute {\nhandle /a/* {\nroot * ${dir}\nfile_server\n}\n}\n}`,
    'whether a file is there': `@there file {\nroot ${dir}\ntry_files {path}\n}\nrespond @there yes`,
    'whether a file is not there': `@there not file {\nroot ${layout.active}\ntry_files {path}\n}\nrespond @there no`,
    'a file in an expression': `@there expression \`file({'root': '${dir}', 'try_files': ['{path}']})\`\nrespond @there yes`,
    'files that are tried': 'try_files {path} secret.key\nfile_server',
    'scripts of the home': `root * ${dir}\nphp_fastcgi 127.0.0.1:9000`,
    'a script’s variable': `reverse_proxy 127.0.0.1:9000 {\ntransport fastcgi {\nroot /srv/www\nenv SCRIPT_FILENAME ${dir}/secret.key\n}\n}`,
    'a setting of PHP': `root * /srv/www\nphp_fastcgi 127.0.0.1:9000 {\nenv PHP_VALUE auto_prepend_file=${dir}/secret.key\n}`,
    'a setting of PHP that a request names': `root * /srv/www\nphp_fastcgi 127.0.0.1:9000 {\nenv PHP_ADMIN_VALUE auto_prepend_file={header.X-File}\n}`,
    'an index above': 'root * /srv/www\nfile_server {\nindex ../secret.key\n}',
    'an index of PHP above': 'root * /srv/www\nphp_fastcgi 127.0.0.1:9000 {\nindex ../../secret.key\n}',
    // Placeholders.
    'a file in an answer': `respond "{file.${layout.ca.key}}"`,
    'a relative file in an answer': 'respond "{file.ca/homelab-ca.key}"',
    'a file in a header': `header X-Key "{file.${layout.secret}}"`,
    'a file to an upstream': `reverse_proxy 127.0.0.1:9 {\nheader_up X-Key {file.${layout.secret}}\n}`,
    'a file in a redirect': `redir https://example.com/?{file.${layout.secret}}`,
    'a file in a map': `map {path} {key} {\ndefault "{file.${layout.secret}}"\n}\nrespond {key}`,
    'a file in a variable': `vars key "{file.${layout.secret}}"\nrespond {vars.key}`,
    'a file behind a link': `respond "{file.${outside}/link/secret.key}"`,
    'a file with a backslash': `respond "\\{file.${layout.secret}\\}"`,
    'a variable of latchkey': 'respond "{env.LATCHKEY_PASSWORD}"',
    'a variable of the machine': 'header X-Path {env.PATH}',
    // Sockets and addresses.
    'Caddy’s own API': `reverse_proxy unix/${run.caddyAdmin}`,
    'Caddy’s own API, relative': `reverse_proxy unix/${relative}`,
    'Caddy’s own API, by dots': `reverse_proxy unix/${dir}/./run/../${relative}`,
    'Caddy’s own API, doubly slashed': `reverse_proxy unix//${run.caddyAdmin}`,
    'Caddy’s own API, with a mode': `reverse_proxy "unix/${run.caddyAdmin}|0600"`,
    'Caddy’s own API, over HTTP/2': `reverse_proxy unix+h2c/${run.caddyAdmin}`,
    'Caddy’s own API through a link': `reverse_proxy unix/${outside}/link/${relative}`,
    'Caddy’s own API through a link to it': `reverse_proxy unix/${outside}/socket`,
    'the signing API': `reverse_proxy unix/${run.api}`,
    'the control socket': `reverse_proxy unix/${run.control}`,
    HAProxy: `reverse_proxy unix/${run.haproxy}`,
    'a socket that a request names': 'reverse_proxy unix/{path}',
    'an upstream that a request names': 'reverse_proxy {header.X-Upstream}',
    'an open file of Caddy’s': 'reverse_proxy fd/3',
    'forward authentication': `forward_auth unix/${run.api} {\nuri /\n}\nrespond hi`,
    'scripts by a socket of the home': `root * /srv/www\nphp_fastcgi unix/${run.api}`,
    'a health check': `reverse_proxy 127.0.0.1:9 {\nhealth_uri /\nhealth_upstream 127.0.0.1:${port}\n}`,
    'a health check by port': `reverse_proxy 127.0.0.1:9 {\nhealth_uri /\nhealth_port ${port}\n}`,
    'this machine by an IPv6 name': `reverse_proxy ip6-localhost:${port}`,
    'this machine, translated': `reverse_proxy [64:ff9b::7f00:1]:${port}`,
    'this machine in octal': `reverse_proxy 0177.1:${port}`,
    'names from requests': 'reverse_proxy {\ndynamic a {header.X-Upstream} 80\n}',
    'a key for an upstream': `reverse_proxy https://127.0.0.1:9 {\ntransport http {\ntls_client_auth ${layout.ca.certificate} ${layout.ca.key}\n}\n}`,
    'roots for an upstream': `reverse_proxy https://127.0.0.1:9 {\ntransport http {\ntls_trust_pool file ${layout.ca.key}\n}\n}`,
    // Logs and certificates.
    'a log in the active set': `log {\noutput file ${layout.active}/x\n}\nrespond hi`,
    'a log, relative': 'log {\noutput file active/x\n}\nrespond hi',
    'a log over latchkey.yaml': `log {\noutput file ${outside}/link/latchkey.yaml\n}\nrespond hi`,
    'a log to a socket': `log {\noutput net unix/${run.caddyAdmin}\n}\nrespond hi`,
    'a key of the home': `tls ${layout.ca.certificate} ${layout.ca.key}\nrespond hi`,
    'certificates of the home': `tls {\nload ${layout.ca.dir}\n}\nrespond hi`,
    'whom to trust': `tls {\nclient_auth {\nmode request\ntrust_pool file ${layout.ca.dir}/other.crt\n}\n}\nrespond hi`,
    'whom to trust, from a storage': `tls {\nclient_auth {\nmode request\nverifier leaf storage {\nstorage file_system ${dir}\ncertificates x\n}\n}\n}\nrespond hi`,
    'whom to trust, by leaf': `tls {\nclient_auth {\nmode request\nverifier leaf folder ${layout.ca.dir}\n}\n}\nrespond hi`,
    'certificates for whoever asks': 'tls {\non_demand\n}\nrespond hi',
    // Modules that say nothing, or too much.
    templates: `root * /srv/www\ntemplates\nfile_server`,
    'a CA for everybody': 'acme_server',
  };
}

/** Sites as people have them; all of them fit. */
export const HARMLESS_SITES: readonly string[] = [
  'encode zstd gzip\nheader Strict-Transport-Security max-age=31536000\nlog\nreverse_proxy 127.0.0.1:8096',
  'root * /srv/www\nfile_server browse',
  'root * /srv/www\nencode gzip\ntry_files {path} /index.html\nfile_server',
  'root * /srv/www\nfile_server\nhandle_errors {\nrewrite * /{err.status_code}.html\nfile_server\n}',
  'root * /srv/nextcloud\nphp_fastcgi unix//run/php/absent.sock {\nenv front_controller_active true\n}\nfile_server\nredir /.well-known/carddav /remote.php/dav 301',
  'forward_auth 127.0.0.1:9091 {\nuri /api/authz/forward-auth\ncopy_headers Remote-User Remote-Groups\n}\nreverse_proxy 127.0.0.1:8989',
  'handle /api/* {\nreverse_proxy 127.0.0.1:3001\n}\nhandle_path /static/* {\nroot * /srv/static\nfile_server\n}\nhandle {\nrespond "nothing here" 404\n}',
  'reverse_proxy https://192.168.1.9:8443 {\ntransport http {\ntls_insecure_skip_verify\nversions 1.1\n}\nheader_up Host {upstream_hostport}\n}',
  'basic_auth {\nnina $2a$14$Zkx19XLiW6VYouLHR5NmfOFU0z2GTNmpkT/5qqR7hx4IjWJPDhjvG\n}\nreverse_proxy [::1]:8123 localhost:8124 {\nlb_policy round_robin\nhealth_uri /health\nlb_try_duration 5s\n}',
  '@outside not remote_ip private_ranges\nrespond @outside "only at home" 403\n@ws {\nheader Connection *Upgrade*\nheader Upgrade websocket\n}\nreverse_proxy @ws 127.0.0.1:6001\nreverse_proxy 127.0.0.1:6002',
  'reverse_proxy 127.0.0.1:9100 {\n@accel header X-Accel-Redirect *\nhandle_response @accel {\nroot * /srv/media\nrewrite * {rp.header.X-Accel-Redirect}\nfile_server\n}\n}',
  'map {host} {tag} {\ndefault one\n}\nheader X-Tag {tag}\nroot /docs/* /srv/docs\nfile_server /docs/*\nredir / /docs/ 302',
  '@fast expression `{method} == "GET" && {path}.startsWith("/fast")`\nrespond @fast ok\nrequest_body {\nmax_size 10GB\n}\nreverse_proxy 127.0.0.1:2342',
  'log {\noutput file /var/log/latchkey-test-absent/site.log {\nroll_size 5MB\n}\nformat console\n}\nreverse_proxy unix//run/absent.sock',
  'tls internal\nuri strip_prefix /app\nreverse_proxy {\ndynamic srv _http._tcp.example.com\n}',
  'root * /srv/www/{labels.3}\nfile_server',
  'log_skip /health\nmetrics /metrics\nrewrite /robots.txt /static/robots.txt\nrespond "hi {http.request.remote.host} {time.now.year}"',
];
