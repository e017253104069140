/** The results as Markdown, for the terminal and for results.md. */

const round = (value) => (value === null ? '-' : Number(value.toPrecision(3)).toString());

const ratio = (value) => (value === null ? '-' : value.toFixed(3));

/** A Markdown table with padded columns; the first is aligned left, the others right. */
const table = (header, rows) => {
  const widths = header.map((cell, i) =>
    Math.max(...[header, ...rows].map((row) => row[i].length), cell.length),
  );
  const pad = (cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]));
  const line = (row) => `| ${row.map(pad).join(' | ')} |`;
  const rule = widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(header), line(rule), ...rows.map(line)].join('\n');
};

const verdict = ({ value, limit }) => {
  if (value === null) return 'not measured';
  return value <= limit ? 'met' : 'missed';
};

const targetLine = (target) =>
  `- ${target.what}: ${round(target.value)}, target at most ${target.limit}: **${verdict(target)}**`;

const checkNote = (rows) => {
  const errors = rows.flatMap((row) => (row.relativeError === undefined ? [] : [row.relativeError]));
  if (errors.length === 0) return [];
  return [
    `The first losses (of spiking networks: loss and norms of gradients) agree with the reference within ${Math.max(...errors).toExponential(1)} (relative).`,
    '',
  ];
};

const section = (result, title) => {
  const header = [result.unit, 'median', 'minimum', 'quartiles', 'Limpet / this'];
  const rows = result.rows.map((row) => [
    title(row.peer),
    round(row.median),
    round(row.min),
    `${round(row.lowerQuartile)} to ${round(row.upperQuartile)}`,
    ratio(row.ratio),
  ]);
  return [
    `## ${result.title}`,
    '',
    table(header, rows),
    '',
    ...checkNote(result.rows),
    ...result.failures.map((failure) => `- Failed: ${failure.replaceAll(/\s*\n\s*/g, ' ')}`),
    ...result.targets.map(targetLine),
    '',
  ].join('\n');
};

const machineLines = (machine) => [
  `- ${machine.processor} (${machine.vectors}), ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.system}`,
  `- ${machine.pinned ? 'each peer pinned to the same one core, in turn' : 'not pinned: no taskset here'}; ` +
    `load average at the start ${machine.loadAtStart.toFixed(2)}`,
  ...(machine.loadAtStart > 1 ? ['- **provisional**: the machine was busy with other work'] : []),
];

/** The whole report; `title` names a peer. */
export const renderReport = ({ command, machine, versions, results }, title) => {
  const used = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    '# Benchmark results',
    '',
    `Made by \`${command}\`; README.md in this folder says what is measured and how.`,
    '',
    ...machineLines(machine),
    `- ${used.join(', ')}`,
    '',
    ...results.map((result) => section(result, title)),
  ].join('\n');
};
