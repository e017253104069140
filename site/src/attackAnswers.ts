import type { NetworkName } from 'limpet/evaluate';
import { type AttackPlane, aside, attackPlane, weightMoves } from './attackGeometry.ts';
import type { Attack, AttackLab } from './attackLab.ts';
import type { Answer, AttackReport, Request, Slice } from './protocol.ts';

type AttackRequest = Extract<Request, { kind: 'attack' }>;

const names: readonly NetworkName[] = ['robust', 'standard'];
const topCount = 6;
const [columns, rows] = [43, 21];

/** Answers with the attacks at once, then with a slice of the loss of each network, row by row while the request is the current one. */
export async function answerAttack(
  { networks, sample, seed, settings }: AttackRequest & { readonly seed: number },
  lab: AttackLab,
  send: (answer: Answer) => void,
  isCurrent: () => boolean,
): Promise<void> {
  const { mismatchLevel, initialStd } = settings;
  const limit = 1.15 * mismatchLevel + 3 * initialStd || 0.01;
  const planes: Partial<Record<NetworkName, AttackPlane>> = {};
  const reportOf = (name: NetworkName): AttackReport => {
    const attack: Attack = lab.attack(networks[name], sample, seed, settings);
    const plane = attackPlane(networks[name], attack.way);
    if (plane) planes[name] = plane;
    const { outputs, damages } = attack;
    return {
      outputs,
      damages,
      path: plane?.path ?? [],
      moves: weightMoves(networks[name], attack, limit, topCount),
    };
  };
  const attacks = { robust: reportOf('robust'), standard: reportOf('standard') };
  const reach = reachOf(attacks);
  send({ kind: 'attack', attacks, reach });
  for (const name of names) {
    const plane = planes[name];
    if (plane === undefined) continue;
    const damageAt = lab.slice(networks[name], sample, plane.u, plane.v);
    const damages = new Float32Array(columns * rows);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const { x, y } = placeOf(reach, column, row);
        damages[row * columns + column] = damageAt(x, y);
      }
      await new Promise((resolve) => setTimeout(resolve));
      if (!isCurrent()) return;
    }
    const slice: Slice = { columns, rows, damages };
    send({ kind: 'slice', network: name, slice });
  }
}

/** How far the attacks go, in fractions of a weight: both figures have the same scale. */
function reachOf(attacks: Readonly<Record<NetworkName, AttackReport>>): number {
  const points = names.flatMap((name) => attacks[name].path);
  return Math.max(0, ...points.map(({ x, y }) => Math.max(Math.abs(x), 2.5 * Math.abs(y))));
}

/** The grid covers half of the reach before the weights to half of it past the attack's end, and a little less than half to either side. */
const placeOf = (reach: number, column: number, row: number) => ({
  x: reach * (-0.5 + (2 * column) / (columns - 1)),
  y: reach * aside * ((2 * row) / (rows - 1) - 1),
});
