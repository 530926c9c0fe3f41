/** The models that Try can open: those of runs, the one beside the page, of Play, and a file of the reader. */
import type { RunListing } from '../../../serve/ui/messages.js';
import { offeredModel, onOffer } from '../../offered-model.js';
import { useEffect, useMemo, useState } from '../../preact.js';
import { ask, runAddress } from '../../runs/ask.js';
import { hasServer } from '../../server.js';
import type { ModelSource } from '../../worker/try/requests.js';

/** A model to choose. */
export interface ModelChoice {
  /** As the address has it: `run:first`. */
  readonly name: string;
  readonly title: string;
  readonly source: ModelSource;
}

/** A file of the reader. */
export interface ModelFile {
  readonly file: File;
  /** Tells one file from another of the same name. */
  readonly number: number;
}

/** The models that there are now, the usual one first; undefined before the server has answered. */
export function useModels(file: ModelFile | undefined, isShown: boolean): readonly ModelChoice[] | undefined {
  const [listing, setListing] = useState<RunListing | undefined>(undefined);
  const [isAsked, setAsked] = useState(!hasServer());
  const [offer, setOffer] = useState(offeredModel());
  useEffect(() => onOffer(() => setOffer(offeredModel())), []);
  useEffect(() => {
    if (!isShown || !hasServer()) return undefined;
    const abort = new AbortController();
    ask<RunListing>('api/runs', abort.signal)
      .then(setListing)
      .catch(() => undefined)
      .finally(() => !abort.signal.aborted && setAsked(true));
    return () => abort.abort();
  }, [isShown]);
  const beside = useMemo(besidePage, []);
  const runs = useMemo(() => (listing ? runChoices(listing) : []), [listing]);
  const given: ModelChoice[] = [];
  if (file) {
    const source = { kind: 'file', file: file.file, path: file.file.name } as const;
    given.push({ name: 'file', title: file.file.name, source });
  }
  if (offer) given.push({ name: 'play', title: 'The network of Play', source: { kind: 'text', ...offer } });
  return isAsked ? [...(beside ? [beside] : []), ...given, ...runs] : undefined;
}

/** The model that an exported page has beside it. */
function besidePage(): ModelChoice | undefined {
  const name = document.querySelector<HTMLMetaElement>('meta[name="dnn-model"]')?.content;
  if (name === undefined) return undefined;
  return {
    name: 'page',
    title: 'The model of this page',
    source: { kind: 'address', address: name, path: name },
  };
}

/** Those with a model, the newest first. */
function runChoices({ directory, runs }: RunListing): ModelChoice[] {
  return runs
    .filter(({ hasModel }) => hasModel)
    .sort((a, b) => ((a.started ?? '') < (b.started ?? '') ? 1 : -1))
    .map(({ name, sweep, data }) => ({
      name: `run:${name}`,
      title: [name, sweep && 'best of the sweep', data !== name && data].filter(Boolean).join(' · '),
      source: {
        kind: 'address',
        address: runAddress(name, '/model.json'),
        path: `${directory}/${name}${sweep ? '/best' : ''}/model.json`,
      },
    }));
}
