import { type DBSchema, type IDBPDatabase, type IDBPObjectStore, openDB } from 'idb';
import type { NetworkName } from 'limpet/evaluate';
import type { Answer } from './protocol.ts';
import type { TrainingSettings } from './trainingRun.ts';

/** What the page knows of a network in training. */
export type Progress = Extract<Answer, { kind: 'training' }>;

/** A training of both networks, as far as it has got. */
export interface Checkpoint {
  /** Of its settings: the same training has the same name. */
  readonly name: string;
  readonly settings: TrainingSettings;
  readonly networks: Partial<Record<NetworkName, Progress>>;
  /** The loss of every step made. */
  readonly losses: Readonly<Record<NetworkName, Float32Array>>;
}

/** Checkpoints in this browser. */
export interface CheckpointStore {
  /** The one of this name, else the newest. */
  find(name: string): Promise<Checkpoint | undefined>;
  put(checkpoint: Checkpoint): Promise<void>;
  forget(name: string): Promise<void>;
}

interface Trainings extends DBSchema {
  trainings: {
    key: string;
    value: Checkpoint & { readonly savedAt: number };
    indexes: { savedAt: number };
  };
}

type TrainingStore = IDBPObjectStore<Trainings, ['trainings'], 'trainings', 'readwrite'>;

/** Older ones make room. */
const keptTrainings = 3;

/** Opens the checkpoints of this page; other pages of its host have their own. @throws where the browser does not allow it. */
export async function openCheckpoints(): Promise<CheckpointStore> {
  const database = await openDB<Trainings>(`limpet ${new URL('./', location.href).pathname}`, 2, {
    upgrade(fresh) {
      for (const name of fresh.objectStoreNames) fresh.deleteObjectStore(name);
      fresh.createObjectStore('trainings', { keyPath: 'name' }).createIndex('savedAt', 'savedAt');
    },
  });
  /** Committed at once, as a page that is left may not live to see its request answered. */
  const change = async (request: (store: TrainingStore) => Promise<unknown>): Promise<void> => {
    const transaction = database.transaction('trainings', 'readwrite');
    const requested = request(transaction.store);
    transaction.commit();
    await Promise.all([requested, transaction.done]);
  };
  const roomMade = new Set<string>();
  return {
    async find(name) {
      const same = await database.get('trainings', name);
      return same ?? (await database.getAllFromIndex('trainings', 'savedAt')).at(-1);
    },
    async put(checkpoint) {
      await change((store) => store.put({ ...checkpoint, savedAt: Date.now() }));
      // Once for each training: the last words of a page that is left are not to wait for it.
      if (!roomMade.has(checkpoint.name)) await makeRoom(database);
      roomMade.add(checkpoint.name);
    },
    forget: (name) => change((store) => store.delete(name)),
  };
}

async function makeRoom(database: IDBPDatabase<Trainings>): Promise<void> {
  const transaction = database.transaction('trainings', 'readwrite');
  const names = await transaction.store.index('savedAt').getAllKeys();
  for (const name of names.slice(0, -keptTrainings)) await transaction.store.delete(name);
  await transaction.done;
}
