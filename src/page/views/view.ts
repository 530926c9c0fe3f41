/** A view of the page: its tab, and the component that draws it. */
import type { VNode } from '../preact.js';

/** The properties that every view gets. */
export interface ViewProps {
  /** The part of the address behind `#view?`; it changes when a link is followed. */
  readonly query: string;
  /** Writes what the view shows into the address, so that its link restores it. */
  setQuery(query: string): void;
  /** False while another view is shown: what is drawn may wait. */
  readonly isShown: boolean;
}

/** An entry of the registry. */
export interface View {
  /** As the address has it: `#play`. */
  readonly name: string;
  /** As its tab has it. */
  readonly title: string;
  /** True if it asks `api/…`, which only `dnn ui` answers: static files leave it out. */
  readonly needsServer?: true;
  /** Loads the component that draws it, when it is first shown: the page is painted before. */
  load(): Promise<ViewComponent>;
}

/** Draws a view. */
export type ViewComponent = (props: ViewProps) => VNode;
