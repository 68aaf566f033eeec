import { act, StrictMode, type ReactElement } from 'react';
import { createRoot, type Root } from 'react-dom/client';

interface Rendered {
  readonly element: HTMLElement;
  readonly rerender: (element: ReactElement) => Promise<void>;
  readonly unmount: () => Promise<void>;
}

const roots = new Set<Root>();

/** Renders into the page, and waits until nothing more is about to happen. */
export async function render(element: ReactElement, { strict = false } = {}): Promise<Rendered> {
  const place = document.body.appendChild(document.createElement('div'));
  const root = createRoot(place);
  roots.add(root);
  const wrapped = (inner: ReactElement): ReactElement => (strict ? <StrictMode>{inner}</StrictMode> : inner);
  await acting(async () => {
    root.render(wrapped(element));
  });
  await settle();
  return {
    element: place,
    rerender: async (next) => {
      await acting(async () => {
        root.render(wrapped(next));
      });
      await settle();
    },
    unmount: async () => {
      roots.delete(root);
      await acting(async () => {
        root.unmount();
      });
      await settle();
    },
  };
}

/** Lets promises and short timers come to rest. */
export async function settle(ms = 5): Promise<void> {
  await acting(async () => {
    await new Promise((resolve) => setTimeout(resolve, ms));
  });
}

/** A key press on an element. */
export async function press(target: Element, key: string, init: KeyboardEventInit = {}): Promise<void> {
  await acting(async () => {
    target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init }));
  });
  await settle();
}

export async function cleanUp(): Promise<void> {
  await acting(async () => {
    for (const root of roots) root.unmount();
  });
  roots.clear();
  document.body.replaceChildren();
}

/**
 * Work of a test that React shall have finished when it returns. Outside of it updates run as in a browser: the engine's events come
 * when they come.
 */
async function acting(work: () => Promise<void>): Promise<void> {
  const scope = globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean };
  scope.IS_REACT_ACT_ENVIRONMENT = true;
  try {
    await act(work);
  } finally {
    scope.IS_REACT_ACT_ENVIRONMENT = false;
  }
}
