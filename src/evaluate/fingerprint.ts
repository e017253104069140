import { mse } from '../losses/index.ts';
import { instant, linear, sequential } from '../nn/index.ts';
import { adam } from '../optimizers/index.ts';
import * as random from '../random/index.ts';
import { jit, resident } from '../runtime/index.ts';
import {
  arange,
  concatenate,
  cos,
  erf,
  expm1,
  matmul,
  maximum,
  sin,
  slice,
  type Tensor,
  where,
} from '../trace/index.ts';
import { adversarialLoss, trainingStep } from '../train/index.ts';
import { treeLeaves } from '../tree/index.ts';

/** What a machine computes, as SHA-256 hashes over the bits of results: the same on every machine that keeps the promise. */
export interface Fingerprint {
  /** Over all parts. */
  readonly hash: string;
  /** By name of the part. */
  readonly parts: Readonly<Record<string, string>>;
}

const TRAINING_STEPS = 25;
const PROGRAMS = 40;
const PROGRAM_LENGTH = 24;
const SIDE = 8;

/**
 * Runs a short adversarial training, every element-wise function over floats of all sizes, matrix products, random
 * streams in both layouts, and random programs, all compiled, and hashes the bits of what comes out.
 */
export async function computeFingerprint(): Promise<Fingerprint> {
  const results: Readonly<Record<string, () => unknown>> = {
    training: trainShortly,
    elementwise: applyFunctions,
    products: multiply,
    random: drawStreams,
    programs: runPrograms,
  };
  const parts: Record<string, string> = {};
  for (const [name, run] of Object.entries(results)) parts[name] = await hashTensors(run());
  const hash = await sha256(new TextEncoder().encode(Object.values(parts).join('\n')));
  return { hash, parts };
}

/** A robust network of the tutorial's form, trained for a few steps: losses, then parameters. */
function trainShortly(): unknown {
  const net = sequential(
    linear({ inputs: 200, outputs: 8 }),
    instant((x) => x.tanh()),
    linear({ inputs: 8, outputs: 3, bias: true }),
  );
  const [dataKey, targetKey, initialKey, trainingKey] = random.split(random.key(7), 4) as [
    random.Key,
    random.Key,
    random.Key,
    random.Key,
  ];
  const inputs = random.normal(dataKey, [30, 200]).add(1);
  const target = random.uniform(targetKey, [30, 3]);
  const parameters = net.init(initialKey);
  const optimizer = adam(1e-2);
  const step = trainingStep<typeof parameters, ReturnType<typeof optimizer.init>>(
    (current, x, y, key) =>
      adversarialLoss(current, {
        net,
        inputs: x,
        target: y,
        taskLoss: mse,
        mismatchLoss: mse,
        key,
        noisyForwardStd: 0.1,
      }),
    optimizer,
  );
  const state = { parameters, optimizerState: optimizer.init(parameters), key: trainingKey };
  const training = resident(step, state, { name: 'fingerprint' });
  const losses = Array.from({ length: TRAINING_STEPS }, () => training.step(inputs, target).loss);
  return [losses, training.read().parameters];
}

/** Floats spread over all bit patterns, special values among them. */
function floatsOfAllSizes(): Tensor {
  return arange(0, 20_000).cast('u32').mul(214_748).bitcast('f32');
}

const unaryFunctions: readonly ((x: Tensor) => Tensor)[] = [
  (x) => x.neg(),
  (x) => x.abs(),
  (x) => x.sign(),
  (x) => x.exp(),
  (x) => x.log(),
  (x) => x.log1p(),
  (x) => x.sqrt(),
  (x) => x.tanh(),
  (x) => x.sigmoid(),
  (x) => x.relu(),
  (x) => x.erfinv(),
  expm1,
  sin,
  cos,
  erf,
  (x) => x.floor(),
];

const binaryFunctions: readonly ((x: Tensor, y: Tensor) => Tensor)[] = [
  (x, y) => x.add(y),
  (x, y) => x.sub(y),
  (x, y) => x.mul(y),
  (x, y) => x.div(y),
  (x, y) => x.minimum(y),
  (x, y) => maximum(x, y),
  (x, y) => x.pow(y),
  (x, y) => where(x.less(y), x, y.mul(0.5)),
];

function applyFunctions(): unknown {
  const x = floatsOfAllSizes();
  const all = jit((a: Tensor, b: Tensor) => [
    ...unaryFunctions.map((fn) => fn(a)),
    ...binaryFunctions.map((fn) => fn(a, b)),
    a.cast('i32'),
    a.cast('u32'),
  ]);
  return all(x, x.flip());
}

function multiply(): unknown {
  const [first, second] = random.split(random.key(11));
  const a = random.normal(first, [3, 37, 300]);
  const b = random.normal(second, [3, 300, 21]);
  return jit((x: Tensor, y: Tensor) => [
    matmul(x, y),
    matmul(y.transpose([0, 2, 1]), x.transpose([0, 2, 1])),
    x.sum(),
    x.mean({ axis: 1 }),
    y.max({ axis: [0, 2] }),
    x.argmax(2),
  ])(a, b);
}

function drawStreams(): unknown {
  const layouts: readonly random.KeyLayout[] = ['partitionable', 'original'];
  return layouts.map((layout) =>
    jit((key: random.Key) => [
      random.bits(key, [101]),
      random.uniform(key, [33, 5], -1, 1),
      random.normal(key, [501]),
      random.split(key, 3).map(({ words }) => words),
      random.foldIn(key, 99).words,
    ])(random.key(13, layout)),
  );
}

/** Programs put together by chance, out of a stream of its own: each step takes values made before it. */
function runPrograms(): unknown {
  const choices = random.bits(random.key(17), [PROGRAMS * PROGRAM_LENGTH * 3]).toTypedArray();
  let next = 0;
  const choose = (count: number): number => (choices[next++] ?? 0) % count;
  const inputs = random
    .split(random.key(19), 3)
    .map((key, index) => random.normal(key, [SIDE, SIDE]).mul(index + 1));
  return Array.from({ length: PROGRAMS }, () => {
    const plan = Array.from(
      { length: PROGRAM_LENGTH },
      () => [choose(1 << 16), choose(1 << 16), choose(1 << 16)] as const,
    );
    return jit((given: readonly Tensor[]) => runPlan(plan, given))(inputs);
  });
}

/** Matrices of one size: element-wise functions, products, reductions and movements follow each other at random. */
function runPlan(plan: readonly (readonly [number, number, number])[], inputs: readonly Tensor[]): Tensor[] {
  const values = [...inputs];
  const pick = (choice: number): Tensor => values[choice % values.length] as Tensor;
  const steps: readonly ((x: Tensor, y: Tensor) => Tensor)[] = [
    ...unaryFunctions,
    ...binaryFunctions,
    (x, y) => matmul(x, y),
    (x, y) => matmul(x.transpose(), y),
    (x, y) => x.add(y.sum({ axis: 0 })),
    (x, y) => x.sub(y.mean({ axis: 1, keepDims: true })),
    (x) => x.transpose(),
    (x, y) => concatenate([slice(x, [{ step: 2 }]), slice(y, [{ start: 4 }])]),
    (x) => x.flip(1).tanh(),
  ];
  for (const [kind, left, right] of plan) {
    values.push((steps[kind % steps.length] as (typeof steps)[number])(pick(left), pick(right)));
  }
  return values;
}

async function hashTensors(tree: unknown): Promise<string> {
  const chunks = treeLeaves<Tensor>(tree).map((tensor) => new Uint8Array(tensor.toTypedArray().buffer));
  const bytes = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return sha256(bytes);
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
