import {
  allSettings,
  choices,
  defaultSettings,
  isAllowed,
  rangeNotice,
  type Setting,
  type Settings,
} from './settings.ts';
import { type TrainingSettings, trainingNames } from './trainingRun.ts';

/** What a link asks for. */
export interface LinkedState {
  readonly settings: Settings;
  /** What the reader's own networks are trained with, where it is not what the page is set to. */
  readonly own: Partial<TrainingSettings>;
  /** Controls and chapters that a teacher has left out. */
  readonly hidden: readonly string[];
  /** What is unfolded. */
  readonly unfolded: readonly string[];
  /** What could not be read, in sentences. */
  readonly notices: readonly string[];
}

/** More notices than this say nothing new. */
const mostNotices = 5;
const mostNames = 50;
/** Begins the names of settings that the reader's own networks are trained with. */
const ownStart = 'own.';

const settingNamed = (name: string): Setting | undefined => allSettings.find((each) => each.name === name);

/** What a link says for a value of a setting. */
const textOf = ({ name, names }: Setting, settings: Settings): string =>
  names?.[settings[name]] ?? `${settings[name]}`;

/** The value of a setting that a link's text stands for. */
function linkedValue(setting: Setting, text: string): number | undefined {
  if (setting.names === undefined) return isAllowed(setting, text) ? Number(text) : undefined;
  const place = setting.names.indexOf(text);
  return place < 0 ? undefined : place;
}

const namesIn = (text: string): readonly string[] =>
  text
    .split(',')
    .filter((name) => /^[\w-]+$/.test(name))
    .slice(0, mostNames);

/** Reads the part of an address after `#`. What makes no sense is left at its default, with a notice. */
export function readHash(hash: string): LinkedState {
  const settings: Record<string, number> = { ...defaultSettings };
  const own: Record<string, number> = {};
  const notices: string[] = [];
  const lists: Record<string, readonly string[]> = { hide: [], unfold: [] };
  for (const [name, text] of new URLSearchParams(hash.replace(/^#/, ''))) {
    if (Object.hasOwn(lists, name)) {
      lists[name] = namesIn(text);
      continue;
    }
    const isOwn = trainingNames.some((each) => name === `${ownStart}${each}`);
    const known = settingNamed(isOwn ? name.slice(ownStart.length) : name);
    const value = known && linkedValue(known, text);
    if (known === undefined)
      notices.push(`The link sets “${name.slice(0, 40)}”, which this page does not have.`);
    else if (value === undefined) notices.push(rangeNotice(known, text));
    else if (isOwn) own[known.name] = value;
    else settings[known.name] = value;
  }
  const more = notices.length - mostNotices;
  if (more > 0)
    notices.splice(mostNotices, more, `The link asks for ${more} more things that make no sense.`);
  return {
    settings: settings as Settings,
    own,
    hidden: lists.hide ?? [],
    unfolded: lists.unfold ?? [],
    notices,
  };
}

/** The part of an address after `#`: all that is not at its default. */
export function writeHash({
  settings,
  own,
  hidden = [],
  unfolded = [],
}: Partial<Pick<LinkedState, 'own' | 'hidden' | 'unfolded'>> & Pick<LinkedState, 'settings'>): string {
  const changed = allSettings.filter(({ name, value }) => settings[name] !== value);
  const parts = changed.map((setting) => `${setting.name}=${textOf(setting, settings)}`);
  if (own !== undefined && settings.networks === choices.networks.names.indexOf('own')) {
    const different = trainingNames.filter((name) => (own[name] ?? settings[name]) !== settings[name]);
    parts.push(...different.map((name) => `${ownStart}${name}=${own[name]}`));
  }
  if (unfolded.length > 0) parts.push(`unfold=${unfolded.join(',')}`);
  if (hidden.length > 0) parts.push(`hide=${hidden.join(',')}`);
  return parts.length === 0 ? '' : `#${parts.join('&')}`;
}
