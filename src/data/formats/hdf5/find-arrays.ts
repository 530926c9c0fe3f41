/**
 * The walk through all groups of an HDF5 file to its arrays. A file may be made to harm: the walk reads each object
 * once and takes a bounded number of steps, wherever trees, heaps and headers lead.
 */
import { DnnError } from '../../../errors.js';
import { type Message, readMessages } from './header.js';
import { type Link, readLinks } from './links.js';
import { Steps } from './steps.js';

/** Levels of groups that are entered. */
const MAX_DEPTH = 16;
const MAX_OBJECTS = 10_000;
/** The header message that an array has and a group has not. */
const DATASPACE = 1;

/** An array of the file: `group/name`, and the messages of its header. */
export interface Found {
  readonly name: string;
  readonly messages: readonly Message[];
}

/**
 * The arrays in the group whose header is at `root` and in the groups below it, all with sound headers.
 * @throws DnnError, RangeError and Error when something is damaged, leads in circles or takes too many steps.
 */
export function findArrays(file: Buffer, root: number): readonly Found[] {
  const walk = new Walk(file, root);
  walk.enter(root, '');
  return walk.found;
}

interface Hdf5Object {
  readonly messages: readonly Message[];
  readonly links: readonly Link[];
}

class Walk {
  readonly found: Found[] = [];
  readonly #file: Buffer;
  readonly #root: number;
  readonly #steps = new Steps();
  readonly #objects = new Map<number, Hdf5Object>();
  readonly #entered = new Set<number>();

  constructor(file: Buffer, root: number) {
    this.#file = file;
    this.#root = root;
  }

  /** Hard links can make a circle: a group is entered once. */
  enter(group: number, prefix: string): void {
    if (this.#entered.has(group)) return;
    this.#entered.add(group);
    for (const link of this.#object(group).links) {
      const { target } = link;
      const address = typeof target === 'number' ? target : this.#resolve(target, group);
      if (address === undefined) continue;
      const { messages } = this.#object(address);
      // The messages are looked through for every link to them.
      this.#steps.take(messages.length);
      const name = prefix + link.name;
      if (messages.some(({ type }) => type === DATASPACE)) this.found.push({ name, messages });
      else if (name.split('/').length < MAX_DEPTH) this.enter(address, `${name}/`);
      if (this.#entered.size > MAX_OBJECTS || this.found.length > MAX_OBJECTS) {
        throw new DnnError('data', `more than ${MAX_OBJECTS} objects`);
      }
    }
  }

  #object(address: number): Hdf5Object {
    const known = this.#objects.get(address);
    if (known !== undefined) return known;
    const messages = readMessages(this.#file, address, this.#steps);
    const object = { messages, links: readLinks(this.#file, messages, this.#steps) };
    this.#objects.set(address, object);
    return object;
  }

  /** Follows a soft link over hard links only; undefined if it leads nowhere. */
  #resolve(path: string, group: number): number | undefined {
    let address: number | undefined = path.startsWith('/') ? this.#root : group;
    for (const part of path.split('/', MAX_DEPTH)) {
      if (part === '' || part === '.') continue;
      const links: readonly Link[] = this.#object(address).links;
      this.#steps.take(1 + links.length);
      const target = links.find(({ name }) => name === part)?.target;
      if (typeof target !== 'number') return undefined;
      address = target;
    }
    return address;
  }
}
