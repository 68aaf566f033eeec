import { ReelPreview } from '@reelspeed/react';
import '@reelspeed/react/styles.css';
import type { Composition } from '@reelspeed/wasm';
import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';

import composition from '../composition.json';

function App() {
  const [shown, setShown] = useState(true);
  return (
    <>
      <button id="toggle" onClick={() => setShown(!shown)}>Toggle</button>
      {shown && <ReelPreview composition={composition as Composition} style={{ width: 360 }} />}
    </>
  );
}

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
