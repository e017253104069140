import { type Run, readRunFile } from 'limpet/evaluate';
import { type TrainingRun, trainingSettingsOf } from './trainingRun.ts';

const notLoaded = (reason: string): Error =>
  new Error(`The networks trained in advance could not be loaded: ${reason}`);

/**
 * Loads the networks that `site/pretrain.mjs` has trained.
 * @throws Error where their run file cannot be loaded, or does not hold both.
 */
export async function loadPretrained(): Promise<TrainingRun> {
  const { settings, networks } = await loadRun();
  const { robust, standard } = networks;
  if (robust === undefined || standard === undefined) throw notLoaded('their file holds one of the two.');
  return {
    settings: trainingSettingsOf(settings),
    networks: { robust: robust.weights, standard: standard.weights },
  };
}

async function loadRun(): Promise<Run> {
  const response = await fetch('./pretrained.safetensors');
  if (!response.ok) throw notLoaded(`the server answered ${response.status}.`);
  const file = new Uint8Array(await response.arrayBuffer());
  try {
    return readRunFile(file);
  } catch (error) {
    throw notLoaded(error instanceof Error ? error.message : String(error));
  }
}
