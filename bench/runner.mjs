/** A peer's process and the requests to it; protocol.mjs is the other side. */
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { peerEnvironment } from './peers.mjs';

const hasTaskset = () => spawnSync('taskset', ['--version'], { stdio: 'ignore' }).status === 0;

/** Starts peers, each pinned to the core given where `taskset` exists (`pinned` says whether). */
export const makeLauncher = (core) => {
  const pinned = hasTaskset();
  const prefix = pinned ? ['taskset', '-c', String(core)] : [];
  return { pinned, start: (peer) => startRunner(peer.title, [...prefix, ...peer.command]) };
};

const startRunner = (title, [command, ...args]) => {
  const child = spawn(command, args, { env: peerEnvironment(), stdio: ['pipe', 'pipe', 'pipe'] });
  const complaints = [];
  child.stderr.setEncoding('utf8').on('data', (text) => complaints.push(text));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let failure = null;
  child.on('error', (error) => {
    failure = error.message;
  });
  child.stdin.on('error', (error) => {
    failure ??= error.message;
  });

  const failed = (cmd, ...reasons) => new Error(`${title}: \`${cmd}\` failed: ${reasons.join('\n  ')}`);
  const lastErrors = () => {
    const lines = complaints.join('').split('\n');
    return lines.filter((line) => /^\w*(Error|Exception)\b/.test(line)).slice(-3);
  };

  return {
    /** Sends one request and resolves with its reply; rejects with the peer's error. */
    async request(cmd, rest = {}) {
      child.stdin.write(`${JSON.stringify({ cmd, ...rest })}\n`);
      const { value, done } = await lines.next();
      if (done) throw failed(cmd, failure ?? 'the process ended', ...lastErrors());
      const reply = JSON.parse(value);
      if (!reply.ok) throw failed(cmd, reply.error);
      return reply;
    },
    /** Ends the process, at once. */
    stop() {
      child.kill('SIGKILL');
    },
  };
};
