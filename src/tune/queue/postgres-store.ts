/** The store in PostgreSQL: tables in the schema `dnn`. */
import pg from 'pg';
import type { QueueUrl } from '../queue-url.js';
import { differenceOf, givesWay, type TrialResult } from '../result.js';
import { resultIn } from '../result-schema.js';
import type { Patience } from './patience.js';
import { codeOf, inTime, isLost, POSTGRES_OPTIONS } from './server.js';
import {
  type Conflict,
  KEPT_SECONDS,
  MOST_CHECKPOINT_BYTES,
  MOST_CHECKPOINTS_BYTES,
  REFUSED_SECONDS,
  type Store,
} from './store.js';

/** Connections of a process to the store. */
const CONNECTIONS = 4;

const TABLES = `
CREATE SCHEMA IF NOT EXISTS dnn;
CREATE TABLE IF NOT EXISTS dnn.mark (mark text NOT NULL, one boolean PRIMARY KEY DEFAULT true CHECK (one));
CREATE TABLE IF NOT EXISTS dnn.result (id text PRIMARY KEY, first text NOT NULL, other text, kept timestamptz DEFAULT now());
CREATE INDEX IF NOT EXISTS result_conflicts ON dnn.result (id) WHERE other IS NOT NULL;
CREATE TABLE IF NOT EXISTS dnn.checkpoint (id text PRIMARY KEY, bytes bytea NOT NULL, kept timestamptz DEFAULT now());
CREATE TABLE IF NOT EXISTS dnn.refusal (need text, machine text, reason text, kept timestamptz, PRIMARY KEY (need, machine));
INSERT INTO dnn.mark (mark) VALUES (gen_random_uuid()) ON CONFLICT DO NOTHING;
DELETE FROM dnn.result WHERE kept < now() - interval '${KEPT_SECONDS} s';
DELETE FROM dnn.checkpoint WHERE kept < now() - interval '${KEPT_SECONDS} s';
`;
/** Serialises those who make the tables: CREATE … IF NOT EXISTS alone lets two collide. The number is "dnn". */
const TABLES_LOCK = 0x646e6e;

/** Connects, and makes the tables. @throws Error of pg when the server does not let us in. */
export async function openPostgresStore(
  { address }: QueueUrl,
  patience: Patience,
  dnn: string,
): Promise<Store> {
  const pool = new pg.Pool({ ...POSTGRES_OPTIONS, max: CONNECTIONS, connectionString: address });
  // A connection that is not in use: the next query makes another.
  pool.on('error', () => {});
  const store = new PostgresStore(pool, patience, dnn);
  try {
    await store.makeTables();
  } catch (error) {
    await store.close();
    throw error;
  }
  return store;
}

class PostgresStore implements Store {
  readonly #pool: pg.Pool;
  readonly #patience: Patience;
  /** The start of the ids of a version of dnn: another may train the same trial to other bits. */
  readonly #start: string;
  #isClosed = false;

  constructor(pool: pg.Pool, patience: Patience, dnn: string) {
    this.#start = `${dnn}:`;
    this.#pool = pool;
    this.#patience = patience;
  }

  async makeTables(): Promise<void> {
    await this.#pool.query(`BEGIN; SELECT pg_advisory_xact_lock(${TABLES_LOCK}); ${TABLES} COMMIT`);
  }

  #ids(ids: readonly string[]): string[] {
    return ids.map((id) => this.#start + id);
  }

  async results(ids: readonly string[]): Promise<(TrialResult | undefined)[]> {
    const rows = await this.#read('SELECT id, first FROM dnn.result WHERE id = ANY($1)', [this.#ids(ids)]);
    const byId = new Map(rows.map(({ id, first }) => [id, first]));
    return ids.map((id) => {
      const text = byId.get(this.#start + id);
      return text === undefined ? undefined : resultIn(text, id);
    });
  }

  async keepResult(result: TrialResult): Promise<TrialResult | undefined> {
    const text = JSON.stringify(result);
    const insert = 'INSERT INTO dnn.result (id, first) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING id';
    for (;;) {
      if ((await this.#write(insert, [this.#start + result.id, text])).length > 0) return undefined;
      const [row] = await this.#read('SELECT first FROM dnn.result WHERE id = $1', [this.#start + result.id]);
      // It has been forgotten since.
      if (row === undefined) continue;
      const first = resultIn(row.first, result.id);
      if (first === undefined || givesWay(first, result)) {
        // Another worker may have replaced it meanwhile.
        const remove = 'DELETE FROM dnn.result WHERE id = $1 AND first = $2';
        await this.#write(remove, [this.#start + result.id, row.first]);
        continue;
      }
      if (differenceOf(first, result) === undefined) return undefined;
      await this.#write('UPDATE dnn.result SET other = $2 WHERE id = $1', [this.#start + result.id, text]);
      return first;
    }
  }

  async conflicts(): Promise<Conflict[]> {
    const rows = await this.#read(
      'SELECT id, first, other FROM dnn.result WHERE other IS NOT NULL AND starts_with(id, $1)',
      [this.#start],
    );
    return rows.flatMap(({ id, first, other }) => {
      const [a, b] = [first, other].map((text) => resultIn(text, id.slice(this.#start.length)));
      return a && b ? [[a, b] as const] : [];
    });
  }

  async forgetResults(ids: readonly string[]): Promise<void> {
    await this.#write('DELETE FROM dnn.result WHERE id = ANY($1)', [this.#ids(ids)]);
  }

  async checkpoint(id: string): Promise<Uint8Array | undefined> {
    // The driver reads no binary columns; hexadecimal takes more.
    const select = `SELECT encode(bytes, 'base64') AS text FROM dnn.checkpoint
      WHERE id = $1 AND octet_length(bytes) <= ${MOST_CHECKPOINT_BYTES}`;
    const [row] = await this.#read(select, [this.#start + id]);
    return row && Buffer.from(row.text, 'base64');
  }

  keepCheckpoint(id: string, bytes: Uint8Array): Promise<boolean> {
    const insert = `INSERT INTO dnn.checkpoint (id, bytes)
      SELECT $1::text, $2::bytea
      WHERE (SELECT coalesce(sum(octet_length(bytes)), 0) FROM dnn.checkpoint) + $3::bigint <= $4::bigint
      ON CONFLICT (id) DO UPDATE SET bytes = $2, kept = now() RETURNING id`;
    const values = [this.#start + id, Buffer.from(bytes), bytes.length, MOST_CHECKPOINTS_BYTES];
    return this.#patience.writing(async () => {
      try {
        return (await this.#query(insert, values)).length > 0;
      } catch (error) {
        // The disk is full, or the server has no memory for it.
        if (/^53[12]00$/.test(codeOf(error))) return false;
        throw error;
      }
    });
  }

  async forgetCheckpoints(ids: readonly string[]): Promise<void> {
    await this.#write('DELETE FROM dnn.checkpoint WHERE id = ANY($1)', [this.#ids(ids)]);
  }

  async refuse(need: string, machine: string, reason: string): Promise<void> {
    const insert = `INSERT INTO dnn.refusal VALUES ($1, $2, $3, now())
      ON CONFLICT (need, machine) DO UPDATE SET reason = $3, kept = now()`;
    await this.#write(insert, [this.#start + need, machine, reason]);
  }

  async refusals(need: string): Promise<Record<string, string>> {
    const select = `SELECT machine, reason FROM dnn.refusal
      WHERE need = $1 AND kept > now() - interval '${REFUSED_SECONDS} s'`;
    const rows = await this.#read(select, [this.#start + need]);
    return Object.fromEntries(rows.map(({ machine, reason }) => [machine, reason]));
  }

  async mark(): Promise<string> {
    return (await this.#read('SELECT mark FROM dnn.mark', []))[0]?.mark ?? '';
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#patience.end();
    await inTime(this.#pool.end());
  }

  #read(text: string, values: readonly unknown[]): Promise<Record<string, string>[]> {
    return this.#patience.reading(() => this.#query(text, values));
  }

  #write(text: string, values: readonly unknown[]): Promise<Record<string, string>[]> {
    return this.#patience.writing(() => this.#query(text, values));
  }

  /** Makes tables that the server has lost. */
  async #query(text: string, values: readonly unknown[]): Promise<Record<string, string>[]> {
    try {
      return (await this.#pool.query(text, [...values])).rows;
    } catch (error) {
      if (isLost(error)) await this.makeTables().catch(() => {});
      throw error;
    }
  }
}
