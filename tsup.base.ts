import type { Options } from 'tsup';

/** Dual ESM + CommonJS with declarations for each. Entries of one package share their modules, so identity holds. */
export const library: Options = {
  entry: ['src/index.ts'],
  format: ['esm', 'cjs'],
  tsconfig: 'tsconfig.build.json',
  // tsup 8 always sets baseUrl for its declaration build, which TypeScript 6 reports as deprecated.
  dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
  sourcemap: true,
  clean: true,
  target: 'node20',
  platform: 'node',
  splitting: true,
  treeshake: false,
  // Writes constants into the code that uses them. Names and line breaks stay, for those who debug.
  esbuildOptions: (options) => {
    options.minifySyntax = true;
  },
};
