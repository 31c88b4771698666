/** The way from TWS to Interactive Brokers: one link, and one connection to each data farm. */

import type { FarmStatus } from './faults.js';

export interface ServerNotice {
  readonly code: number;
  readonly message: string;
}

type FarmKind = 'market-data' | 'historical' | 'definition';

const NOTICES: Readonly<Record<FarmKind, Readonly<Record<FarmStatus, { code: number; text: string }>>>> = {
  'market-data': {
    ok: { code: 2104, text: 'Market data farm connection is OK:' },
    broken: { code: 2103, text: 'Market data farm connection is broken:' },
    inactive: {
      code: 2108,
      text: 'Market data farm connection is inactive but should be available upon demand.',
    },
    connecting: { code: 2119, text: 'Market data farm is connecting:' },
  },
  historical: {
    ok: { code: 2106, text: 'HMDS data farm connection is OK:' },
    broken: { code: 2105, text: 'HMDS data farm connection is broken:' },
    inactive: { code: 2107, text: 'HMDS data farm connection is inactive but should be available upon demand.' },
    connecting: { code: 2119, text: 'Market data farm is connecting:' },
  },
  definition: {
    ok: { code: 2158, text: 'Sec-def data farm connection is OK:' },
    broken: { code: 2157, text: 'Sec-def data farm connection is broken:' },
    inactive: { code: 2159, text: 'Sec-def data farm connection is inactive but should be available upon demand.' },
    connecting: { code: 2119, text: 'Market data farm is connecting:' },
  },
};

const DEFAULT_FARMS = ['usfarm', 'usfuture', 'cashfarm', 'ushmds', 'secdefil'];

/** A farm that faults hold in a state, oldest first, and how it was before them. */
interface HeldFarm {
  readonly before: FarmStatus;
  holds: readonly { readonly status: FarmStatus }[];
}

/** Says something to every connected client. */
export type Announce = (notice: ServerNotice) => void;

export class Link {
  readonly #announce: Announce;
  readonly #dataLost: () => void;
  readonly #farms = new Map<string, FarmStatus>(DEFAULT_FARMS.map((farm) => [farm, 'ok']));
  readonly #held = new Map<string, HeldFarm>();
  #up = true;
  #backlog: (() => void)[] = [];

  /** @param dataLost runs before a restoration that lost every subscription is announced */
  constructor(announce: Announce, dataLost: () => void = () => undefined) {
    this.#announce = announce;
    this.#dataLost = dataLost;
  }

  /** False between `lose` and `restore`. */
  get isUp(): boolean {
    return this.#up;
  }

  /** Every farm and how it is. */
  get farms(): ReadonlyMap<string, FarmStatus> {
    return this.#farms;
  }

  /** 1100. Saying it again repeats the notice, as TWS does. */
  lose(): void {
    this.#up = false;
    this.#announce({
      code: 1100,
      message: 'Connectivity between IBKR and Trader Workstation has been lost.',
    });
  }

  /** Down without a word; whoever connects is told by 2110. */
  breakSilently(): void {
    this.#up = false;
  }

  /** 1102, or 1101 when all subscriptions were lost. What TWS could not hear meanwhile is told first. */
  restore(options: { readonly dataLost?: boolean } = {}): void {
    if (this.#up) return;
    this.#up = true;
    if (options.dataLost) this.#dataLost();
    for (const action of this.#backlog.splice(0)) action();
    this.#announce(options.dataLost ? RESTORED_DATA_LOST : this.#restoredDataKept());
  }

  /** Do what needs Interactive Brokers: now, or as soon as the link is back. */
  whenUp(action: () => void): void {
    if (this.#up) action();
    else this.#backlog.push(action);
  }

  /** One farm changes, and everybody is told. */
  farm(name: string, status: FarmStatus): void {
    this.#farms.set(name, status);
    this.#announce(farmNotice(name, status));
  }

  /**
   * One farm is so until the returned function is called: then it is as the newest of the others that hold it say, or as
   * it was before the first of them. Nobody is told what has not changed.
   */
  holdFarm(name: string, status: FarmStatus): () => void {
    const held: HeldFarm = this.#held.get(name) ?? { before: this.#farms.get(name) ?? 'ok', holds: [] };
    const hold = { status };
    held.holds = [...held.holds, hold];
    this.#held.set(name, held);
    this.#change(name, status);
    return () => {
      held.holds = held.holds.filter((other) => other !== hold);
      if (held.holds.length === 0) this.#held.delete(name);
      this.#change(name, held.holds.at(-1)?.status ?? held.before);
    };
  }

  /** What a new connection is told. */
  greeting(): readonly ServerNotice[] {
    const farms = [...this.#farms].map(([name, status]) => farmNotice(name, status));
    return this.#up ? farms : [LINK_DOWN_AT_CONNECT, ...farms];
  }

  #change(farm: string, status: FarmStatus): void {
    if (this.#farms.get(farm) !== status) this.farm(farm, status);
  }

  #restoredDataKept(): ServerNotice {
    const names = [...this.#farms].filter(([, status]) => status === 'ok').map(([name]) => name);
    const broken = [...this.#farms].filter(([, status]) => status !== 'ok').map(([name]) => name);
    const state =
      broken.length === 0
        ? `All data farms are connected: ${names.join('; ')}.`
        : `The following farms are connected: ${names.join('; ')}. The following farms are not connected: ${broken.join('; ')}.`;
    return {
      code: 1102,
      message: `Connectivity between IBKR and Trader Workstation has been restored - data maintained. ${state}`,
    };
  }
}

const RESTORED_DATA_LOST: ServerNotice = {
  code: 1101,
  message: 'Connectivity between IBKR and Trader Workstation has been restored - data lost.',
};

/** 2110, told to whoever connects while the link is down. */
const LINK_DOWN_AT_CONNECT: ServerNotice = {
  code: 2110,
  message: 'Connectivity between Trader Workstation and server is broken. It will be restored automatically.',
};

function farmNotice(name: string, status: FarmStatus): ServerNotice {
  const { code, text } = NOTICES[farmKind(name)][status];
  return { code, message: `${text}${name}` };
}

function farmKind(name: string): FarmKind {
  if (name.startsWith('secdef')) return 'definition';
  return name.includes('hmds') ? 'historical' : 'market-data';
}
