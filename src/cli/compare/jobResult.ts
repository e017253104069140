import type { ComparisonRow } from '../../evaluate/index.ts';
import type { CompareJob } from './settings.ts';

/** What came of one network of a comparison. */
export interface JobResult extends CompareJob {
  /** The mean loss of each epoch. */
  readonly epochLosses: readonly number[];
  /** Wall-clock seconds of the runs that measured it. */
  readonly seconds: number;
  readonly rows: readonly ComparisonRow[];
}
