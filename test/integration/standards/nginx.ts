import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../support/processes.ts';
import { freePorts } from '../../support/stack/free-ports.ts';

/** An nginx of our own that asks for a client certificate and goes by the CRL, as docs/other-proxies.md has it. */
export async function mutualTlsNginx(dir: string, { ca, crl }: { readonly ca: string; readonly crl: string }) {
  const [port = 0] = await freePorts(1);
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', 'server.key'];
  await run({
    file: 'openssl',
    args: ['req', '-x509', ...key, '-subj', '/CN=localhost', '-out', 'server.crt'],
    cwd: dir,
  });
  const file = join(dir, 'nginx.conf');
  await writeFile(
    file,
    `daemon off;
pid ${dir}/nginx.pid;
error_log ${dir}/nginx.log;
worker_processes 1;
events {}
http {
  access_log off;
  client_body_temp_path ${dir}/body; proxy_temp_path ${dir}/proxy; fastcgi_temp_path ${dir}/fastcgi;
  uwsgi_temp_path ${dir}/uwsgi; scgi_temp_path ${dir}/scgi;
  server {
    listen 127.0.0.1:${port} ssl;
    ssl_certificate ${dir}/server.crt;
    ssl_certificate_key ${dir}/server.key;
    ssl_client_certificate ${ca};
    ssl_verify_client on;
    ssl_crl ${crl};
    return 200 "in";
  }
}
`,
  );
  const child = spawn('nginx', ['-p', dir, '-c', file, '-e', join(dir, 'nginx.log')], { stdio: 'ignore' });
  const exited = once(child, 'exit');
  const probe = ['--retry', '20', '--retry-connrefused', '--retry-delay', '1', '-sk', `https://127.0.0.1:${port}/`];
  await run({ file: 'curl', args: probe });
  return {
    port,
    reload: () => run({ file: 'nginx', args: ['-p', dir, '-c', file, '-e', join(dir, 'nginx.log'), '-s', 'reload'] }),
    async stop() {
      child.kill('SIGQUIT');
      await exited;
    },
  };
}
