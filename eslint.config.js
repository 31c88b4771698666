// @ts-check
import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { layers } from './layers.js';

const externals = [...new Set(Object.values(layers).flatMap((layer) => layer.external))];

/** A package may import only the layers below it; nobody may reach into another package's files. */
const boundaries = Object.entries(layers).map(([name, { packages, external }]) => ({
  files: [`packages/${name}/src/**/*.ts`],
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        patterns: [
          { group: ['../../*', '../../../*'], message: 'Leave a package only through its entry point.' },
          {
            regex: `^@cq/(?!(?:${packages.join('|') || '$none'})$)`,
            message: `${name} may import only: ${packages.join(', ') || 'no other package'}.`,
          },
          ...externals
            .filter((e) => !external.includes(e))
            .map((e) => ({ group: [e], message: `${name} must not import ${e} directly.` })),
        ],
      },
    ],
  },
}));

/** `@stoqey/ib` is imported at runtime by one file per package: the border. */
const border = ['connection', 'broker', 'market-data'].map((name) => ({
  files: [`packages/${name}/src/**/*.ts`],
  ignores: [`packages/${name}/src/tws.ts`, `packages/${name}/src/tws/**`],
  rules: {
    'no-restricted-syntax': [
      'error',
      {
        selector: "ImportDeclaration[source.value='@stoqey/ib'][importKind='value']",
        message: 'Only tws.ts imports @stoqey/ib at runtime; use `import type` elsewhere.',
      },
      { selector: 'TSEnumDeclaration', message: 'Use a const object and a type of the same name.' },
    ],
  },
}));

export default defineConfig(
  globalIgnores(['**/dist/**', '**/coverage/**', '**/.turbo/**', 'docs/api/**']),
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  ...boundaries,
  ...border,
  {
    files: ['packages/*/test/**/*.ts', 'apps/*/test/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: { globals: { console: 'readonly', process: 'readonly', URL: 'readonly' } },
  },
);
