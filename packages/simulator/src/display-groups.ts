/** The coloured groups of TWS windows: each shows one contract, and who subscribes hears when it changes. */

type Tell = (contract: string) => void;

export class DisplayGroups {
  readonly #shown = new Map<number, string>();
  readonly #watchers = new Map<Tell, number>();

  /** `265598@SMART`, or `none`. */
  shown(group: number): string {
    return this.#shown.get(group) ?? 'none';
  }

  /** Hear what the group shows from now on. Returns the way to stop. */
  watch(group: number, tell: Tell): () => void {
    this.#watchers.set(tell, group);
    return () => void this.#watchers.delete(tell);
  }

  show(group: number, contract: string): void {
    this.#shown.set(group, contract);
    for (const [tell, watched] of this.#watchers) if (watched === group) tell(contract);
  }
}
