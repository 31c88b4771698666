import path from 'node:path';
import { expect, it } from 'vitest';
import { runProgram } from './run-program.js';

it('npm start does the main job within 30 seconds, from the wire to the user', { timeout: 60_000 }, async () => {
  const started = performance.now();
  const { code, output } = await runProgram(path.join(import.meta.dirname, '../src/main.ts'));
  expect(output).toMatch(/using the simulator, in this process, on port \d+/);
  expect(output).toMatch(/accounts DU\d+/);
  expect(output).toMatch(/net liquidation +[\d,]+\.\d\d USD/);
  expect(output).toMatch(/AAPL [\d.]+ \/ [\d.]+ +MSFT [\d.]+ \/ [\d.]+ +GOOGL [\d.]+ \/ [\d.]+/);
  expect(output).toMatch(/filled 1 at [\d.]+ on \w+, commission [\d.]+ USD/);
  expect(output).toMatch(/reconnected \(1\), and AAPL, GOOGL, MSFT tick again/);
  expect(output).toMatch(/502: .+\n +- /);
  expect(output).toMatch(/Disconnected\. Everything worked\.\n$/);
  expect(code, output).toBe(0);
  expect(performance.now() - started).toBeLessThan(30_000);
});

it('a live account is refused before anything is sent', { timeout: 60_000 }, async () => {
  const { Simulator } = await import('@cq/simulator');
  await using simulator = await Simulator.start({ accounts: ['U7654321'] });
  const env = { IB_PORT: String(simulator.port) };
  const { code, output } = await runProgram(path.join(import.meta.dirname, '../src/main.ts'), { env });
  expect(output).toMatch(/live/);
  expect(code, output).toBe(1);
  expect(simulator.transcript.count({ direction: 'in', name: 'placeOrder' })).toBe(0);
});
