/**
 * Loss and gradient of recurrent spiking networks, by all parameters, time constants and thresholds included. The loss and the norm
 * of the gradient by each parameter are compared with those in float64.
 */
import { stepTime } from './stepTime.mjs';

const sizes = [
  { name: 'spikingLong', size: '40-128-10, 1,000 time steps, batch 8', limit: 0.5 },
  { name: 'spikingSmall', size: '16-64-4, 100 time steps, batch 1', limit: 0.4 },
  { name: 'spikingBatch', size: '40-128-10, 100 time steps, batch 32', limit: 0.65 },
];

export const spikingSteps = sizes.map(({ name, size, limit }) =>
  stepTime({
    name,
    title: `Loss and gradient of a recurrent spiking network (${size})`,
    workload: name,
    tolerance: 1e-5,
    targets: [['rockpoolSpiking', limit]],
  }),
);
