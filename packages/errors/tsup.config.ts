import { defineConfig } from 'tsup';
import { sharing } from '../../tsup.base.js';

export default defineConfig({ ...sharing, entry: ['src/index.ts', 'src/cli.ts'] });
