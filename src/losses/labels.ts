import { expectEach } from '../random/checks.ts';
import type { Tensor } from '../trace/index.ts';

/** @throws LimpetError (`value`) for a label that is none of so many classes, where labels are known: not inside `jit`. */
export const expectLabels = (what: string, labels: Tensor, classes: number): void =>
  expectEach(what, `labels from 0 to ${classes - 1}`, labels, (label) => label >= 0 && label < classes);

/** Whether each label is one of so many classes. */
export const areLabels = (labels: Tensor, classes: number): Tensor =>
  labels.greaterEqual(0).bitwiseAnd(labels.less(classes));
