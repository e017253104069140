import type { NetworkName } from 'limpet/evaluate';

/** The losses of every step of both trainings. */
export class LossRecord {
  readonly #made: Record<NetworkName, number> = { robust: 0, standard: 0 };
  readonly #values: Record<NetworkName, Float32Array> = {
    robust: new Float32Array(1024),
    standard: new Float32Array(1024),
  };

  add(network: NetworkName, losses: Float32Array): void {
    const made = this.#made[network];
    const needed = made + losses.length;
    if (needed > this.#values[network].length) {
      const larger = new Float32Array(2 * needed);
      larger.set(this.#values[network]);
      this.#values[network] = larger;
    }
    this.#values[network].set(losses, made);
    this.#made[network] = needed;
  }

  /** What was added so far; later losses do not change it. */
  get losses(): Readonly<Record<NetworkName, Float32Array>> {
    const { robust, standard } = this.#values;
    return {
      robust: robust.subarray(0, this.#made.robust),
      standard: standard.subarray(0, this.#made.standard),
    };
  }
}
