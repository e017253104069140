/** Limpet's loss and gradient of a recurrent spiking network, from the built package. */
import { initialParameters, settings, spikingData } from './spikingData.mjs';

const { jit, tensor, valueAndGrad } = await import('../dist/index.js');
const { mse } = await import('../dist/losses/index.js');
const { lif, linear, sequential } = await import('../dist/nn/index.js');

const tensorOf = ({ data, shape }) => tensor(data, { shape });

const parametersOf = (workload) => {
  const { weightIn, weightOut, ...neurons } = initialParameters(settings[workload]);
  const ownOf = Object.fromEntries(Object.entries(neurons).map(([name, own]) => [name, tensorOf(own)]));
  return [{ weight: tensorOf(weightIn) }, ownOf, { weight: tensorOf(weightOut) }];
};

/** The compiled function and its arguments. */
export const compileSpiking = (workload) => {
  const { inputs, neurons, outputs } = settings[workload];
  const net = sequential(
    linear({ inputs, outputs: neurons }),
    lif({ neurons, recurrent: true }),
    linear({ inputs: neurons, outputs }),
  );
  const loss = (parameters, input, target) => mse(target, net.apply(parameters, input).output);
  const data = spikingData(settings[workload]);
  const args = [parametersOf(workload), tensorOf(data.inputs), tensorOf(data.target)];
  const lossAndGradient = jit(valueAndGrad(loss));
  lossAndGradient.compile(...args);
  return { lossAndGradient, args };
};

const norm = (gradient) => Math.hypot(...gradient.toTypedArray());

/** What is timed; `check` gives the loss and the norms of the gradients. */
export const spikingTrainer = (workload) => {
  const { lossAndGradient, args } = compileSpiking(workload);
  return {
    check: () => {
      const [loss, [first, neurons, last]] = lossAndGradient(...args);
      const { weightRecurrent, bias, tauMembrane, tauSynapse, threshold } = neurons;
      const inOrder = [first.weight, weightRecurrent, bias, tauMembrane, tauSynapse, threshold, last.weight];
      return [loss.item(), ...inOrder.map(norm)];
    },
    reset: () => {},
    run: (steps) => Float64Array.from({ length: steps }, () => lossAndGradient(...args)[0].item()),
  };
};
