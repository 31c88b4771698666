import type { Options } from 'tsup';

/** Dual ESM + CommonJS with declarations for each, from one entry. */
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
  splitting: false,
  treeshake: false,
  // Writes constants into the code that uses them. Names and line breaks stay, for those who debug.
  esbuildOptions: (options) => {
    options.minifySyntax = true;
  },
};

/** Several entries that share their modules, so that what one exports is the same thing in the other. */
export const sharing: Options = {
  ...library,
  splitting: true,
  // tsup makes shared CommonJS chunks from the ESM ones with a tool that cannot read everything this writes.
  esbuildOptions: (options, { format }) => {
    options.minifySyntax = format === 'esm';
  },
};
