/** News and answers of the server as state of a component. */
import { useEffect, useMemo, useState } from '../preact.js';
import { type Answer, Answers } from './answers.js';
import { RunFeed, type Subject, type Told } from './run-feed.js';

const NOTHING: Told = { rows: undefined, costs: new Map(), sweeps: new Map(), isConnected: true };

/** The news so far, and the feed that tells it: {@link useSubject} has it listen. */
export function useTold(): readonly [Told, RunFeed] {
  const [told, setTold] = useState(NOTHING);
  const feed = useMemo(() => new RunFeed(setTold), []);
  return [told, feed];
}

/** Has the feed listen to the news of `subject` as long as they are wanted; what was told before stays. */
export function useSubject(feed: RunFeed, subject: Subject, isWanted: boolean): void {
  const key = JSON.stringify([subject.runs, subject.sweeps]);
  useEffect(() => {
    if (isWanted) feed.open(subject);
    return () => feed.close();
  }, [key, isWanted]);
}

/**
 * The answers to these questions, by their paths, asked again when `version` changes. The last answer stays until the
 * next has come.
 */
export function useAnswers<T>(paths: readonly string[], version: string): ReadonlyMap<string, Answer<T>> {
  const [answers, setAnswers] = useState<ReadonlyMap<string, Answer<T>>>(new Map());
  const asked = useMemo(() => new Answers<T>(setAnswers), []);
  const key = JSON.stringify(paths);
  useEffect(() => asked.want(paths, version), [key, version]);
  useEffect(() => () => asked.close(), []);
  return answers;
}
