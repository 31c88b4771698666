// A registry of our own on loopback: our packages live in it, everything else comes from the registry npm is configured with.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runServer } from 'verdaccio';
import { run } from './release-run.mjs';

/** Starts it on a free port. `env` is what npm and pnpm need to use it; `close` ends it. */
export async function startRegistry(folder) {
  mkdirSync(folder, { recursive: true });
  const { stdout } = await run('npm', ['config', 'get', 'registry'], { cwd: folder });
  const server = await runServer({
    storage: path.join(folder, 'storage'),
    self_path: folder,
    configPath: path.join(folder, 'config.yaml'),
    uplinks: { upstream: { url: stdout.trim().split('\n').at(-1), timeout: '60s' } },
    packages: {
      '@cq/*': { access: ['$all'], publish: ['$all'] },
      '**': { access: ['$all'], proxy: ['upstream'] },
    },
    auth: { htpasswd: { file: path.join(folder, 'htpasswd'), max_users: -1 } },
    web: { enable: false },
    log: { type: 'file', path: path.join(folder, 'log'), level: 'warn', format: 'json' },
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}/`;
  const userconfig = path.join(folder, 'npmrc');
  // Anyone may publish there, but the npm client sends nothing without some token.
  writeFileSync(userconfig, `registry=${url}\n${url.replace('http:', '')}:_authToken=anyone\n`);
  return {
    url,
    env: { npm_config_registry: url, npm_config_userconfig: userconfig, NPM_CONFIG_PROVENANCE: 'false' },
    /** What the registry has of a package; undefined when it has nothing. */
    async manifest(name) {
      const response = await globalThis.fetch(`${url}${name.replace('/', '%2f')}`);
      return response.ok ? await response.json() : undefined;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
