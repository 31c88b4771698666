// The one statement of which package may import which. Read by ESLint and by the pack check.
// `packages`: siblings, `external`: packages of others. The two doors of connection are listed apart.
/** @type {Record<string, { packages: string[], external: string[] }>} */
export const layers = {
  errors: { packages: [], external: [] },
  connection: { packages: ['errors'], external: ['@stoqey/ib', 'dotenv', 'rxjs'] },
  broker: { packages: ['errors', 'connection', 'connection/internal'], external: ['@stoqey/ib'] },
  'market-data': { packages: ['errors', 'connection', 'connection/internal'], external: ['@stoqey/ib'] },
  simulator: { packages: [], external: [] },
};
