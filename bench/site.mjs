/** `npm run bench:site`: times the built interactive page in headless Chromium, and its training against Node's. */
import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { openBuiltSite } from '../tools/openBuiltSite.mjs';
import { inRoot } from '../tools/root.mjs';
import { describeMachine } from './machine.mjs';
import { summarize } from './statistics.mjs';

const loads = 9;
const moves = 40;
const rounds = 15;
const roundMilliseconds = 1000;
const framesMilliseconds = 5000;

/** Notes in the page when its first figures are complete. */
const noteWhenAlive = () => {
  new MutationObserver((_, observer) => {
    if (document.querySelectorAll('#standard-fan path.chip[d], #robust-fan path.chip[d]').length < 40) return;
    observer.disconnect();
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        window.aliveAt = performance.now();
      };
      port2.postMessage(null);
    });
  }).observe(document, { subtree: true, childList: true, attributes: true });
};

/** Loads the page in a fresh browser profile: first paint, time until alive, and what was loaded until then. */
async function loadOnce(browser, address) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const answers = [];
  page.on('response', (response) => answers.push(response));
  await page.addInitScript(noteWhenAlive);
  await page.goto(address);
  await page.waitForFunction(() => window.aliveAt !== undefined);
  const sizes = await Promise.all(answers.map(async (answer) => gzipSync(await answer.body()).length));
  const [paint, alive] = await page.evaluate(() => [
    performance.getEntriesByName('first-contentful-paint')[0].startTime,
    window.aliveAt,
  ]);
  await context.close();
  return { paint, alive, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

/** Milliseconds from each move of the slider to the frame after the new figures were drawn. */
const timeMoves = (count) => {
  const slider = document.getElementById('mismatch');
  const line = document.querySelector('#standard-fan path.chip');
  const move = (value) =>
    new Promise((resolve) => {
      const start = performance.now();
      new MutationObserver((_, observer) => {
        observer.disconnect();
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve(performance.now() - start);
          port2.postMessage(null);
        });
      }).observe(line, { attributes: true, attributeFilter: ['d'] });
      slider.value = value;
      slider.dispatchEvent(new Event('input', { bubbles: true }));
    });
  const pause = () => new Promise((resolve) => setTimeout(resolve, 50));
  return (async () => {
    const times = [];
    for (let index = 0; index < count; index++) {
      times.push(await move(`${0.05 + 0.01 * (index % 40)}`));
      await pause();
    }
    return times;
  })();
};

/** In the page: milliseconds between animation frames while both networks train, at what the page has by default. */
const timeFrames = (milliseconds) =>
  new Promise((resolve) => {
    const times = [];
    const start = performance.now();
    const frame = (now) => {
      times.push(now);
      if (now - start < milliseconds) requestAnimationFrame(frame);
      else resolve(times.slice(1).map((time, index) => time - times[index]));
    };
    requestAnimationFrame(frame);
  });

/** Frames of the page while it trains the tutorial's networks, with its figures in view. */
async function timeFramesInTraining(browser, address) {
  const training = await browser.newPage();
  await training.goto(`${address}#inputs=2000&epochs=300`);
  await training.click('#run');
  await training.waitForFunction(() =>
    ['robust', 'standard'].every(
      (name) => Number.parseInt(document.querySelector(`#${name}-progress .step`).textContent, 10) > 0,
    ),
  );
  const times = await training.evaluate(timeFrames, framesMilliseconds);
  await training.close();
  return times;
}

/** In the page: a worker of the page trains one network; steps per second by its own count, without compilation. */
const trainInPage = async ({ script, network, settings, milliseconds }) => {
  window.trainers ??= {};
  const wait = (done) =>
    new Promise((resolve, reject) => {
      window.trainers[network].onmessage = ({ data }) => {
        if (data.kind === 'failed') reject(new Error(data.message));
        if (done(data)) resolve(data);
      };
    });
  if (window.trainers[network] === undefined) {
    window.trainers[network] = new Worker(script, { type: 'module' });
    const compiled = wait((answer) => answer.kind === 'training' && answer.step === 1);
    window.trainers[network].postMessage({ kind: 'reset', network, settings });
    window.trainers[network].postMessage({ kind: 'step' });
    await compiled;
  }
  const ended = wait((answer) => answer.kind === 'training' && !answer.running);
  window.trainers[network].postMessage({ kind: 'run' });
  setTimeout(() => window.trainers[network].postMessage({ kind: 'pause' }), milliseconds);
  return (await ended).stepsPerSecond;
};

/** The same in this process. */
function trainInNode(training, milliseconds) {
  const start = performance.now();
  let steps = 0;
  while (performance.now() - start < milliseconds) {
    training.step();
    steps++;
  }
  return (1000 * steps) / (performance.now() - start);
}

/** The tutorial's size; with so many epochs that no training ends while it is timed. */
const trained = { inputs: 2000, learningRate: 1e-4, epochs: 100_000 };

async function pageModules() {
  const outdir = inRoot('.cache/site/');
  const entryPoints = {
    experiment: inRoot('site/src/experiment.ts'),
    settings: inRoot('site/src/settings.ts'),
  };
  await build({ entryPoints, outdir, bundle: true, format: 'esm', packages: 'external' });
  const { startTraining } = await import(`${outdir}experiment.js`);
  const { defaultSettings } = await import(`${outdir}settings.js`);
  return { startTraining, settings: { ...defaultSettings, ...trained } };
}

async function timeTraining(page, script) {
  const { startTraining, settings } = await pageModules();
  const rates = { robust: { page: [], node: [] }, standard: { page: [], node: [] } };
  for (const [network, measured] of Object.entries(rates)) {
    const training = startTraining(network, settings);
    trainInNode(training, 1000);
    const given = { script, network, settings, milliseconds: roundMilliseconds };
    await page.evaluate(trainInPage, given);
    for (let round = 0; round < rounds; round++) {
      measured.page.push(await page.evaluate(trainInPage, given));
      measured.node.push(trainInNode(training, roundMilliseconds));
    }
  }
  return rates;
}

const median = (values) => summarize(values).median;
const whole = (value) => `${Math.round(value)}`;

const { address, browser, close } = await openBuiltSite();
const machine = describeMachine(false);
const measured = [];
for (let index = 0; index < loads; index++) measured.push(await loadOnce(browser, address));
const page = await browser.newPage();
const scripts = [];
page.on('request', (request) => scripts.push(request.url()));
await page.goto(address);
await page.locator('#standard-fan path.chip').nth(19).waitFor({ state: 'attached' });
const latencies = (await page.evaluate(timeMoves, moves)).slice(5);
const worker = scripts.find((url) => /worker-[\w-]+\.js$/.test(url));
const frames = await timeFramesInTraining(browser, address);
const rates = await timeTraining(page, worker);
const version = browser.version();
await close();

const loaded = (name) => summarize(measured.map((each) => each[name]));
const row = (what, { median: middle, upperQuartile }, target) =>
  `| ${what} | ${whole(middle)} | ${whole(upperQuartile)} | ${target} |`;
const trainingRow = (network) => {
  const { page: inPage, node } = rates[network];
  return `| ${network} | ${whole(median(inPage))} | ${whole(median(node))} | ${(median(inPage) / median(node)).toFixed(3)} | 0.9 |`;
};
const report = `# The interactive page: results

Made by \`npm run bench:site\`, from the built files in headless Chromium ${version}, served on the machine itself; Node ${machine.node}.

- ${machine.processor}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.system}
- load average at the start ${machine.loadAtStart.toFixed(2)}, at the end ${loadavg()[0].toFixed(2)}${machine.loadAtStart > 1 ? '; **provisional**: the machine was busy with other work' : ''}

| ${loads} loads in a fresh profile | median | upper quartile | target |
| --- | ---: | ---: | ---: |
${row('first contentful paint, ms', loaded('paint'), 'below 1000')}
${row('until the first figures answer, ms', loaded('alive'), 'below 2000')}
${row('first view, gzip, kB', summarize(measured.map(({ bytes }) => bytes / 1000)), 'below 300')}
${row(`slider to the frame with the new figures, ms (${latencies.length} moves)`, summarize(latencies), 'a frame or two')}
${row(`between frames while both networks train, ms (${frames.length} frames)`, summarize(frames), '17: 60 a second')}

Training at the tutorial's size, steps per second; page and Node in turn, ${rounds} rounds of ${roundMilliseconds / 1000} s, one network at a time; medians and their ratio:

| network | page | Node | ratio | target at least |
| --- | ---: | ---: | ---: | ---: |
${trainingRow('robust')}
${trainingRow('standard')}
`;
console.log(report);
if (process.argv.includes('--write')) writeFileSync(inRoot('bench/site.md'), report);
