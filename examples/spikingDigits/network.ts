import type { AttackedModule } from 'limpet/attacks';
import { alif, linear, meanOverTime, type ParametersOf, sequential, triangular } from 'limpet/nn';
import { type Key, normal } from 'limpet/random';

const dt = 1e-3;
const rowPixels = 28;
const classes = 10;

const drawn =
  (rows: number, columns: number, scale: number) =>
  (key: Key): ReturnType<typeof normal> =>
    normal(key, [rows, columns]).mul(scale);

const layersOf = (neurons: number) =>
  sequential(
    linear({
      inputs: rowPixels,
      outputs: neurons,
      bias: true,
      initialWeight: drawn(rowPixels, neurons, 0.2),
    }),
    alif({
      neurons,
      recurrent: true,
      dt,
      initialTauAdaptation: 0.1,
      initialWeightRecurrent: drawn(neurons, neurons, 0.5 / Math.sqrt(neurons)),
      surrogate: triangular({ width: 2 }),
    }),
    linear({ inputs: neurons, outputs: classes, bias: true }),
    meanOverTime(),
  );

/** The parameters of {@link spikingNetwork}. */
export type Parameters = ParametersOf<ReturnType<typeof layersOf>>;

/** A network that reads a picture row by row and gives a logit for each class. */
export interface SpikingNetwork extends AttackedModule<Parameters> {
  readonly init: (key: Key) => Parameters;
}

/** Recurrent spiking neurons with adaptive thresholds between two linear layers; the readout is the mean over time, times ten. */
export function spikingNetwork(neurons: number): SpikingNetwork {
  const layers = layersOf(neurons);
  return {
    init: layers.init,
    apply: (parameters, input) => {
      const { output, ...rest } = layers.apply(asOnChip(parameters), input);
      return { ...rest, output: output.mul(10) };
    },
  };
}

/** The parameters as a chip can have them: however large the mismatch, no time constant and no threshold reaches 0. */
function asOnChip([input, neurons, readout, mean]: Parameters): Parameters {
  const possible = {
    ...neurons,
    tauMembrane: neurons.tauMembrane.maximum(dt),
    tauAdaptation: neurons.tauAdaptation.maximum(dt),
    threshold: neurons.threshold.maximum(3e-3),
  };
  return [input, possible, readout, mean];
}
