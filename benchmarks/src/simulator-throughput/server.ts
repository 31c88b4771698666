// The simulator in a process of its own: one core. Started with its options as JSON; says its port.
import { Simulator, type SimulatorOptions } from '@cq/simulator';

const options = JSON.parse(process.argv[2] ?? '{}') as SimulatorOptions;
const sim = await Simulator.start(options);
process.send?.({ port: sim.port });
process.on('disconnect', () => process.exit());
