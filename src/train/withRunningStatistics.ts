import { forStatistics, type Module, withStatisticsOf } from '../nn/index.ts';
import { jit } from '../runtime/index.ts';
import type { Tensor } from '../trace/index.ts';
import { checkCount } from './checkCount.ts';
import { checkedDataSet, type SampleSource } from './dataSet.ts';
import { stateFor } from './stateFor.ts';

/** A network as {@link withRunningStatistics} takes and gives it. */
type Net<Parameters, State, Recording> = Pick<Module<Parameters, State, Recording>, 'apply' | 'initialState'>;

/** How {@link withRunningStatistics} measures. */
export interface RunningStatisticsOptions {
  /** How many batches move the running mean and variance; the data is gone through as often as that takes. Default 100. */
  readonly updates?: number;
}

/**
 * The network with the means and variances that its batch normalisations have on data, for trained parameters: what is measured,
 * attacked and deployed after training with `fit`, which normalises by the batch and keeps no state. Its state at rest has them, and so has
 * `apply` without a state. Each batch moves them by the `momentum` of the layer; with 0.1, a hundred leave 3e-5 of where they began.
 * @throws LimpetError where the data set is empty, holds NaN or has samples of different shapes.
 * Source: the reestimation of batch statistics in Izmailov et al., arXiv 1803.05407 (PyTorch, `update_bn`).
 */
export function withRunningStatistics<Parameters, State, Recording>(
  net: Net<Parameters, State, Recording>,
  parameters: Parameters,
  data: SampleSource,
  { updates = 100 }: RunningStatisticsOptions = {},
): Net<Parameters, State, Recording> {
  checkCount('withRunningStatistics', { updates });
  const samples = checkedDataSet('withRunningStatistics', data);
  const update = jit(
    (own: Parameters, inputs: Tensor, state: State): State => net.apply(own, inputs, state).state,
    { name: 'runningStatistics' },
  );
  let measured = stateFor(net, samples.get(0).inputs);
  for (let count = 0; count < updates; count++) {
    const { inputs } = samples.get(count % samples.length);
    const rest = stateFor(net, inputs);
    measured = withStatisticsOf(
      update(parameters, inputs, forStatistics(withStatisticsOf(measured, rest))),
      rest,
    );
  }
  const initialState = (batch?: number): State => withStatisticsOf(measured, net.initialState(batch));
  const settled = { ...net, initialState };
  return {
    ...settled,
    apply: (own, input, state = stateFor(settled, input)) => net.apply(own, input, state),
  };
}
