import { LimpetError } from '../errors.ts';

/** Where and why a training run met a number that is not finite. */
export interface NotFiniteDetails<Parameters> {
  /** The last good parameters: those before the failed step. */
  readonly parameters: Parameters;
  /** The step that failed, from 0. */
  readonly step: number;
  /** Its epoch, from 0. */
  readonly epoch: number;
  /** The term of the loss that is not finite, `loss` where it has no terms, or `gradient`. */
  readonly term: string;
  /** NaN or an infinity. */
  readonly value: number;
}

/** A loss, or its gradient, that is not finite. */
export class NotFiniteError<Parameters = unknown> extends LimpetError {
  readonly parameters: Parameters;
  readonly step: number;
  readonly epoch: number;
  readonly term: string;

  constructor({ parameters, step, epoch, term, value }: NotFiniteDetails<Parameters>) {
    const subject = term === 'gradient' ? 'the gradient of the loss is' : `${term} is ${value},`;
    super(
      'notFinite',
      `fit: ${subject} not finite at epoch ${epoch + 1}, step ${step} (counted from 0). The last good parameters are in ` +
        '`error.parameters`. Lower the learning rate or clip gradients (clipByGlobalNorm), and check that the loss is defined everywhere.',
    );
    this.name = 'NotFiniteError';
    this.parameters = parameters;
    this.step = step;
    this.epoch = epoch;
    this.term = term;
  }
}
