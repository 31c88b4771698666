// Takes samples of several contenders in turn, so that whatever else the machine does falls on all of them alike.

/** Does the work once and gives the figure measured (a rate, a duration: whatever the row's unit says). */
export type Contender = () => number | Promise<number>;

export interface RoundsOptions {
  /** Rounds that count. @default 7 */
  readonly rounds?: number;
  /** Rounds before, thrown away: the compiler warms up on them. @default 1 */
  readonly warmups?: number;
}

/** Every contender once per round; the starting contender moves on by one each round. */
export async function sampleInRounds<const Name extends string>(
  contenders: Readonly<Record<Name, Contender>>,
  { rounds = 7, warmups = 1 }: RoundsOptions = {},
): Promise<Record<Name, number[]>> {
  const names = Object.keys(contenders) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = -warmups; round < rounds; round += 1) {
    const first = Math.abs(round) % names.length;
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      const value = await contenders[name]();
      if (round >= 0) samples[name].push(value);
    }
  }
  return samples;
}

/** Times `work` and gives how many times a second it did its `count` things. */
export async function perSecond(count: number, work: () => unknown): Promise<number> {
  const started = process.hrtime.bigint();
  await work();
  return (count * 1e9) / Number(process.hrtime.bigint() - started);
}
