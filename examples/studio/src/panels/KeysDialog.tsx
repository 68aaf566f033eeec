import type { ReactElement } from 'react';

import { KEYS } from '../state/keys.js';
import { setState } from '../state/store.js';
import { Dialog } from '../ui/Dialog.js';

export function KeysDialog(): ReactElement {
  return (
    <Dialog title="Keys" onClose={() => setState({ dialog: 'none' })}>
      <dl className="dialog__body keys">
        {KEYS.map(([keys, about]) => (
          <div key={keys}>
            <dt>
              {keys.split(' ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{about}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
