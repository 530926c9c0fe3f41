/** Preact with templates: the one place where the page takes either from. `html\`<p class="note">${text}</p>\`` is a node. */
import htm from 'htm';
import { h, type VNode } from 'preact';

export { type ComponentChildren, Fragment, h, type RefObject, render, type VNode } from 'preact';
export {
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useReducer,
  useRef,
  useState,
} from 'preact/hooks';

/** One node of a template, which has one root. It is made without eval, as the page's policy wants. */
export const html = htm.bind(h) as (strings: TemplateStringsArray, ...values: readonly unknown[]) => VNode;
