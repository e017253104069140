import type { Fingerprint, NetworkName } from 'limpet/evaluate';
import type { PlanePoint, WeightMoves } from './attackGeometry.ts';
import type { Attack, AttackSettings } from './attackLab.ts';
import type { Chip, TrainingPoint, Weights } from './experiment.ts';
import type { MemoryState } from './memoryFab.ts';
import type { DrawnChips } from './remadeChips.ts';
import type { Settings } from './settings.ts';

/** The weights of both networks. */
export type Networks = Readonly<Record<NetworkName, Weights>>;

/** Chips of one kind or another, and what they are to do. */
export type ChipsWanted =
  | { readonly kind: 'chips'; readonly settings: Pick<Settings, 'mismatch' | 'wafer' | 'sample'> }
  | { readonly kind: 'memory'; readonly settings: MemoryState & Pick<Settings, 'wafer' | 'sample'> };

/** What the page asks of a worker; each kind of work runs in a worker of its own. */
export type Request =
  | (ChipsWanted & {
      readonly id: number;
      /** Left out where they are those of the request before. */
      readonly networks?: Networks;
      readonly task: Pick<Settings, 'inputs' | 'seed'>;
      readonly count: number;
    })
  | {
      /** Chips that were measured elsewhere; the answer is of kind `chips`. */
      readonly kind: 'remake';
      readonly id: number;
      readonly networks: Networks;
      readonly task: Pick<Settings, 'inputs' | 'seed'>;
      readonly sample: number;
      readonly drawn: DrawnChips;
    }
  | {
      readonly kind: 'attack';
      readonly networks: Networks;
      readonly task: Pick<Settings, 'inputs' | 'seed'>;
      readonly sample: number;
      readonly settings: AttackSettings;
    }
  | {
      readonly kind: 'reset';
      readonly network: NetworkName;
      readonly settings: Settings;
      /** Where to go on; left out for a start from the first weights. */
      readonly from?: TrainingPoint;
    }
  | { readonly kind: 'run' }
  | { readonly kind: 'pause' }
  | { readonly kind: 'step' }
  | {
      readonly kind: 'measure';
      readonly networks: Networks;
      readonly task: Pick<Settings, 'inputs' | 'seed'>;
      readonly levels: readonly number[];
      readonly wafer: number;
      /** The first chip that is measured; those before it are known. */
      readonly first: number;
      readonly chips: number;
    }
  | { readonly kind: 'task'; readonly task: Pick<Settings, 'inputs' | 'seed'> }
  | { readonly kind: 'verify' };

/** What one network does at some level of mismatch. */
export interface Fan {
  /** The weights of the second layer without mismatch. */
  readonly weights: Float32Array;
  readonly chips: readonly Chip[];
}

/** A sample of the task, both row-major [time, channel]. */
export interface TaskSample {
  readonly inputs: Float32Array;
  readonly target: Float32Array;
}

/** What the page shows of an attack, by step. */
export interface AttackReport extends Pick<Attack, 'outputs' | 'damages'> {
  /** Empty where the attack does not move. */
  readonly path: readonly PlanePoint[];
  readonly moves: WeightMoves;
}

/** The damage on a grid over the plane of an attack; row-major, the lowest row first. */
export interface Slice {
  readonly columns: number;
  readonly rows: number;
  readonly damages: Float32Array;
}

/** What a worker answers. */
export type Answer =
  | {
      readonly kind: 'chips';
      readonly id: number;
      readonly target: Float32Array;
      readonly fans: Readonly<Record<NetworkName, Fan>>;
      /** The losses without mismatch, of chips with it. */
      readonly undisturbed?: Readonly<Record<NetworkName, number>>;
      /** The loss of each chip over all samples, of chips that were made again. */
      readonly measuredLosses?: Readonly<Record<NetworkName, readonly number[]>>;
    }
  | {
      readonly kind: 'attack';
      readonly attacks: Readonly<Record<NetworkName, AttackReport>>;
      /** How far the attacks go from the weights, which is the scale of the slices. */
      readonly reach: number;
    }
  | { readonly kind: 'slice'; readonly network: NetworkName; readonly slice: Slice }
  | (TrainingPoint & {
      readonly kind: 'training';
      readonly network: NetworkName;
      readonly steps: number;
      /** The losses of the steps since the last answer. */
      readonly losses: Float32Array;
      /** 0 until it is measured. */
      readonly stepsPerSecond: number;
      readonly running: boolean;
      readonly weights: Weights;
    })
  | {
      readonly kind: 'measured';
      /** Chips measured, of how many. */
      readonly chips: number;
      readonly of: number;
      /** By network and level the loss of each new chip. */
      readonly losses: Readonly<Record<NetworkName, readonly (readonly number[])[]>>;
    }
  | {
      readonly kind: 'task';
      readonly task: Pick<Settings, 'inputs' | 'seed'>;
      readonly samples: readonly TaskSample[];
    }
  | { readonly kind: 'verified'; readonly fingerprint: Fingerprint; readonly published: string }
  | {
      readonly kind: 'failed';
      readonly message: string;
      /** Whether the same work in a new worker can succeed. */
      readonly canGoOn: boolean;
      /** Whether there was not enough memory. */
      readonly outOfMemory: boolean;
    };
