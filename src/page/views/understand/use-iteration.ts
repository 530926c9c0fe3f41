/** The iteration of a network that the worker computes, asked for again whenever another is shown. */
import { useEffect, useMemo, useState } from '../../preact.js';
import { RefusedError, WorkerClient } from '../../worker/client.js';
import type { Iteration } from '../../worker/iteration.js';
import type { Fault } from '../../worker/requests.js';
import type { RunSettings } from '../../worker/settings.js';

/** The answer: the last iteration that could be made, and why the one that is asked for cannot be. */
export interface Asked {
  readonly iteration?: Iteration | undefined;
  readonly fault?: Fault | undefined;
}

export function useIteration(settings: RunSettings, number: number): Asked {
  const client = useMemo(() => new WorkerClient(), []);
  const [answer, setAnswer] = useState<Asked>({});
  useEffect(() => {
    client.on('failure', (fault) => setAnswer({ fault }));
    return () => client.close();
  }, [client]);
  useEffect(() => {
    let isWanted = true;
    client.ask('trace', { settings, iteration: number }).then(
      (iteration) => isWanted && setAnswer({ iteration }),
      (error: unknown) => isWanted && setAnswer({ fault: faultIn(error) }),
    );
    return () => {
      isWanted = false;
    };
  }, [client, JSON.stringify(settings), number]);
  return answer;
}

function faultIn(error: unknown): Fault {
  if (error instanceof RefusedError) return error.fault;
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) };
}
