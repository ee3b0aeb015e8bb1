/** An nginx of our own, with ModSecurity, for as long as a file of tests runs. Imports Node's own modules only. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './browsers.mjs';
import { until } from './conditions.mjs';

const program = '/usr/sbin/nginx';
const firewall = '/usr/lib/nginx/modules/ngx_http_modsecurity_module.so';
/** The OWASP Core Rule Set, as Debian installs it. */
const rules = '/usr/share/modsecurity-crs/rules';

/** Whether Debian's packages are there. */
export const findNginx = () => [program, firewall, rules].every((path) => existsSync(path));

/** @returns whether somebody listens there */
const answers = (port) =>
  new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1')
      .once('connect', () => resolve(true) || socket.destroy())
      .once('error', () => resolve(false));
  });

/**
 * Rules of a firewall that refuses what the Core Rule Set finds at a level of paranoia.
 *
 * @param more rules of a site's own
 */
export const coreRules = (level, log, more = '') => `
  SecRuleEngine On
  SecRequestBodyAccess On
  SecRule REQUEST_HEADERS:Content-Type "^application/json" "id:200001,phase:1,t:none,t:lowercase,pass,nolog,ctl:requestBodyProcessor=JSON"
  SecAuditEngine RelevantOnly
  SecAuditLogRelevantStatus "^4"
  SecAuditLogParts ABCIJDEFHZ
  SecAuditLogType Serial
  SecAuditLog ${log}
  SecAction "id:900000,phase:1,nolog,pass,t:none,setvar:tx.paranoia_level=${level}"
  SecAction "id:900200,phase:1,nolog,pass,t:none,setvar:'tx.allowed_methods=GET POST DELETE OPTIONS'"
  ${more}
  Include /etc/modsecurity/crs/crs-setup.conf
  Include ${rules}/*.conf`;

/**
 * Starts one.
 *
 * @param {(folder: string) => string} server what stands in its `server` block
 */
export async function startNginx(server) {
  const folder = mkdtempSync(join(tmpdir(), 'portfolio-nginx-'));
  const port = await freePort();
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join(' ');
  // As root it would hand its work to a user who may not look into the folder.
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  writeFileSync(
    join(folder, 'nginx.conf'),
    `${user} daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
    load_module ${firewall};
    events {}
    http {
      access_log off; ${temporary}
      limit_req_zone $server_name zone=few:1m rate=1r/m;
      server { listen 127.0.0.1:${port}; server_name localhost; ${server(folder)} }
    }`,
  );
  const nginx = spawn(program, ['-p', folder, '-c', join(folder, 'nginx.conf')], { stdio: 'pipe' });
  let said = '';
  nginx.stderr.on('data', (text) => (said += text));
  const ended = new Promise((resolve) => nginx.once('exit', resolve));
  const kill = () => nginx.kill('SIGKILL');
  process.once('exit', kill);
  await until(
    () => {
      if (nginx.exitCode !== null) throw new Error(`nginx ended: ${said}`);
      return answers(port);
    },
    () => said,
  );
  return {
    origin: `http://localhost:${port}`,
    /** A file that it wrote. */
    read: (name) => readFileSync(join(folder, name), 'utf8'),
    async stop() {
      process.off('exit', kill);
      nginx.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
