/** Opens the connection to a queue's server; what it needs is loaded only now. */
import { DnnError } from '../../errors.js';
import type { QueueUrl } from '../queue-url.js';
import type { Patience } from './patience.js';
import { refused } from './server.js';
import type { Store } from './store.js';

const PACKAGES = { redis: ['bullmq', 'ioredis'], postgres: ['bullmq', 'pg'] } as const;

/** Connects to the store of a server, to what version `dnn` has there. @throws DnnError: usage if packages are missing, io if it does not let us in. */
export async function openStore(url: QueueUrl, patience: Patience, dnn: string): Promise<Store> {
  const open = await withPackages(url, async () =>
    url.store === 'redis'
      ? (await import('./redis-store.js')).openRedisStore
      : (await import('./postgres-store.js')).openPostgresStore,
  );
  try {
    return await open(url, patience, dnn);
  } catch (error) {
    throw refused(error, url);
  }
}

/** Loads what needs the optional packages of a kind of server. @throws DnnError (usage) that says how to install them. */
export async function withPackages<T>({ store }: QueueUrl, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    if (!['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'].includes((cause as NodeJS.ErrnoException).code ?? ''))
      throw cause;
    const names = PACKAGES[store];
    const message = `a queue needs the packages ${names.join(' and ')}, which are not installed`;
    throw new DnnError('usage', message, `Install them beside dnn: npm install ${names.join(' ')}`, {
      cause,
    });
  }
}
