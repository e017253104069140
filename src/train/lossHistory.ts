/** Losses of a run whose length is not known: a signal may stop it long before its last epoch. */
export class LossHistory {
  #values = new Float32Array(1024);
  #length = 0;

  constructor(losses: Float32Array = new Float32Array()) {
    for (const loss of losses) this.add(loss);
  }

  /** Number of losses. */
  get length(): number {
    return this.#length;
  }

  add(loss: number): void {
    if (this.#length === this.#values.length) {
      const longer = new Float32Array(2 * this.#length);
      longer.set(this.#values);
      this.#values = longer;
    }
    this.#values[this.#length++] = loss;
  }

  /** A copy of the losses so far. */
  get losses(): Float32Array {
    return this.#values.slice(0, this.#length);
  }
}
