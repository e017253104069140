/**
 * The recurrent spiking networks (linear, recurrent leaky integrate-and-fire neurons, linear) and their data, by workload.
 * `peers/spikingData.py` is its twin.
 */
import { readFileSync } from 'node:fs';
import { inRoot } from '../tools/root.mjs';
import { draw } from './draw.mjs';

/** `firstLosses` are, by workload, the loss and then the norm of the gradient by each parameter, in the order of the parameters. */
export const { settings, firstLosses } = JSON.parse(readFileSync(inRoot('bench/spiking.json'), 'utf8'));

const filled = (size, value) => new Float32Array(size).fill(value);

/** Weights as [inputs, outputs]; time constants in seconds. */
export const initialParameters = ({ inputs, neurons, outputs }) => ({
  weightIn: { data: draw(1, inputs * neurons, 0.1), shape: [inputs, neurons] },
  weightRecurrent: { data: draw(2, neurons * neurons, 0.02 / Math.sqrt(neurons)), shape: [neurons, neurons] },
  bias: { data: draw(3, neurons, 0.01), shape: [neurons] },
  tauMembrane: { data: filled(neurons, 0.02), shape: [neurons] },
  tauSynapse: { data: filled(neurons, 0.01), shape: [neurons, 1] },
  threshold: { data: filled(neurons, 1), shape: [neurons] },
  weightOut: { data: draw(4, neurons * outputs, 0.3), shape: [neurons, outputs] },
});

/** Inputs [batch, time, inputs] and targets [batch, time, outputs]. */
export const spikingData = ({ inputs, outputs, time, batch }) => ({
  inputs: { data: draw(5, batch * time * inputs, 1), shape: [batch, time, inputs] },
  target: { data: draw(6, batch * time * outputs, 1), shape: [batch, time, outputs] },
});
