/**
 * Child processes that are started as soon as it is known that trials will be trained, while the data are still being
 * read: a short sweep would wait for them. A pool takes them; whoever began them ends the rest.
 */
import { Child } from './child.js';

export class HeadStart {
  readonly #children: Child[] = [];

  begin(count: number): void {
    for (let i = 0; i < count; i++) this.#children.push(new Child());
  }

  /** A process that nobody has taken yet. */
  take(): Child | undefined {
    return this.#children.shift();
  }

  /** Ends all but `count` of those that nobody has taken. */
  keep(count: number): void {
    for (const child of this.#children.splice(count)) child.discard();
  }
}
