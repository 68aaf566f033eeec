import { useEffect, useRef, useState, type ReactElement } from 'react';

import { useLength } from '../state/hooks.js';
import { setState, useDocument, useStore } from '../state/store.js';
import { Button } from '../ui/Button.js';
import { Dialog } from '../ui/Dialog.js';
import { Row, Segmented, Switch, TextField } from '../ui/fields.js';
import { Icon } from '../ui/Icon.js';
import { canStream, exportHere, exportThere, formatBytes, save, type Container, type Outcome, type Quality, type Step } from './jobs.js';
import { addressOf, check, ServerError } from './server.js';

type Place = 'here' | 'there';
type Phase =
  | { readonly kind: 'form' }
  | { readonly kind: 'running'; readonly step: Step }
  | { readonly kind: 'done'; readonly outcome: Outcome; readonly url: string | null }
  | { readonly kind: 'failed'; readonly message: string; readonly issues: readonly { path: string; message: string }[] };

const ADDRESS = 'reelspeed-studio.server';
const QUALITIES: readonly { value: Quality; label: string }[] = [
  { value: 'low', label: 'Draft' },
  { value: 'medium', label: 'Small' },
  { value: 'high', label: 'High' },
  { value: 'ultra', label: 'Best' },
];

/** Makes a file: here, or on a server. */
export function ExportDialog(): ReactElement {
  const document = useDocument();
  const length = useLength();
  const preview = useStore((s) => s.preview);
  const faults = useStore((s) => s.issues.length + (s.failure === null ? 0 : 1));
  const stream = useStore((s) => s.streamToDisk);
  const [place, setPlace] = useState<Place>('here');
  const [container, setContainer] = useState<Container>('mp4');
  const [quality, setQuality] = useState<Quality>('high');
  const [phase, setPhase] = useState<Phase>({ kind: 'form' });
  const [address, setAddress] = useState(() => localStorage.getItem(ADDRESS) ?? 'http://127.0.0.1:3000');
  const server = useServer(place === 'there' && phase.kind === 'form' ? address : null);
  const stop = useRef<AbortController | null>(null);

  useEffect(() => () => stop.current?.abort(new DOMException('The dialog was closed', 'AbortError')), []);
  const made = phase.kind === 'done' ? phase.url : null;
  useEffect(() => () => (made === null ? undefined : URL.revokeObjectURL(made)), [made]);

  const run = async (): Promise<void> => {
    const controller = new AbortController();
    stop.current = controller;
    const onStep = (step: Step): void => setPhase({ kind: 'running', step });
    onStep({ label: 'Preparing', share: null, detail: '' });
    preview?.pause();
    try {
      const engine = preview?.preview ?? null;
      if (place === 'here' && engine === null) throw new Error('The preview has not started yet.');
      const outcome =
        place === 'here'
          ? await exportHere(engine!, container, quality, controller.signal, onStep)
          : await exportThere(addressOf(address)!, container, quality, controller.signal, onStep);
      setPhase({ kind: 'done', outcome, url: outcome.blob === null ? null : URL.createObjectURL(outcome.blob) });
    } catch (error) {
      // A file dialog that is closed is a cancellation too.
      if (controller.signal.aborted || (error as Error).name === 'AbortError') setPhase({ kind: 'form' });
      else setPhase({ kind: 'failed', message: (error as Error).message, issues: error instanceof ServerError ? error.issues : ((error as { issues?: [] }).issues ?? []) });
    } finally {
      stop.current = null;
    }
  };
  const close = (): void => setState({ dialog: 'none' });
  const blocked = place === 'here' ? faults > 0 || preview?.info == null : server.state !== 'up';

  return (
    <Dialog title="Export" onClose={close}>
      {phase.kind === 'form' && (
        <>
          <div className="dialog__body">
            <div className="choices" role="radiogroup" aria-label="Where">
              <Choice icon="browser" title="In this browser" about="Nothing leaves your computer." chosen={place === 'here'} onChoose={() => setPlace('here')} />
              <Choice icon="server" title="On a server" about="The Node.js engine: faster, AAC sound." chosen={place === 'there'} onChoose={() => setPlace('there')} />
            </div>
            {place === 'there' && (
              <>
                <Row label="Server">
                  <TextField
                    label="Address of the server"
                    value={address}
                    invalid={addressOf(address) === null}
                    onChange={(value) => {
                      setAddress(value);
                      localStorage.setItem(ADDRESS, value);
                    }}
                  />
                </Row>
                <ServerState {...server} />
              </>
            )}
            <Row label="Format">
              <Segmented<Container> label="Format" value={container} onChange={setContainer} options={[{ value: 'mp4', label: 'MP4' }, { value: 'webm', label: 'WebM' }]} />
            </Row>
            <Row label="Quality">
              <Segmented<Quality> label="Quality" value={quality} onChange={setQuality} options={QUALITIES} />
            </Row>
            {place === 'here' && canStream() && <Switch label="Choose a file and write to it directly" value={stream} onChange={(streamToDisk) => setState({ streamToDisk })} />}
            <p className="hint">
              {document.width} × {document.height} · {length.toFixed(1)} s
            </p>
            {place === 'here' && faults > 0 && (
              <p className="notice notice--bad">
                <Icon name="alert" />
                <span>The composition has faults. Mend them first.</span>
              </p>
            )}
          </div>
          <footer className="dialog__foot">
            <Button onClick={close}>Cancel</Button>
            <Button tone="primary" icon="download" disabled={blocked} onClick={() => void run()}>
              {place === 'here' ? 'Export' : 'Render'}
            </Button>
          </footer>
        </>
      )}
      {phase.kind === 'running' && (
        <>
          <div className="dialog__body dialog__body--centred">
            <p className="progress__label">{phase.step.label}</p>
            <div className="progress" role="progressbar" aria-label={phase.step.label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={phase.step.share === null ? undefined : Math.round(phase.step.share * 100)}>
              <span className={phase.step.share === null ? 'progress__bar progress__bar--unknown' : 'progress__bar'} style={{ transform: `scaleX(${phase.step.share ?? 0.3})` }} />
            </div>
            <p className="hint">{phase.step.detail || ' '}</p>
          </div>
          <footer className="dialog__foot">
            <Button onClick={() => stop.current?.abort(new DOMException('The user cancelled', 'AbortError'))}>Cancel</Button>
          </footer>
        </>
      )}
      {phase.kind === 'done' && (
        <>
          <div className="dialog__body dialog__body--centred">
            {phase.url !== null && <Result url={phase.url} />}
            <p className="progress__label">
              <Icon name="check" /> {phase.outcome.name}
            </p>
            <p className="hint">
              {formatBytes(phase.outcome.bytes)} · {phase.outcome.about} · made in {phase.outcome.seconds.toFixed(1)} s
            </p>
          </div>
          <footer className="dialog__foot">
            <Button onClick={() => setPhase({ kind: 'form' })}>Export again</Button>
            {phase.outcome.blob === null ? (
              <Button tone="primary" onClick={close}>Done</Button>
            ) : (
              <Button tone="primary" icon="download" onClick={() => save(phase.outcome.blob!, phase.outcome.name)}>
                Download
              </Button>
            )}
          </footer>
        </>
      )}
      {phase.kind === 'failed' && (
        <>
          <div className="dialog__body">
            <p className="notice notice--bad" role="alert">
              <Icon name="alert" />
              <span>{phase.message}</span>
            </p>
            {phase.issues.length > 0 && (
              <ul className="issues">
                {phase.issues.slice(0, 8).map((issue, n) => (
                  <li key={n}>
                    <code>{issue.path}</code> {issue.message}
                  </li>
                ))}
              </ul>
            )}
          </div>
          <footer className="dialog__foot">
            <Button tone="primary" onClick={() => setPhase({ kind: 'form' })}>Back</Button>
          </footer>
        </>
      )}
    </Dialog>
  );
}

/** The finished video, to be looked at once more. */
function Result({ url }: { url: string }): ReactElement {
  const video = useRef<HTMLVideoElement>(null);
  const [playing, setPlaying] = useState(false);
  const toggle = (): void => {
    if (video.current?.paused === true) void video.current.play();
    else video.current?.pause();
  };
  return (
    <button type="button" className="result" aria-label={playing ? 'Pause the finished video' : 'Play the finished video'} onClick={toggle}>
      <video ref={video} src={url} playsInline loop onPlay={() => setPlaying(true)} onPause={() => setPlaying(false)} />
      {!playing && (
        <span className="result__play">
          <Icon name="play" size={28} fill />
        </span>
      )}
    </button>
  );
}

interface ChoiceProps {
  readonly icon: 'browser' | 'server';
  readonly title: string;
  readonly about: string;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}

function Choice({ icon, title, about, chosen, onChoose }: ChoiceProps): ReactElement {
  return (
    <button type="button" role="radio" aria-checked={chosen} className="choice" onClick={onChoose}>
      <Icon name={icon} size={20} />
      <strong>{title}</strong>
      <span>{about}</span>
    </button>
  );
}

type Server = { readonly state: 'checking' | 'up' | 'down' | 'wrong'; readonly version: string };

/** Asks the server every few seconds while its address is on screen. */
function useServer(address: string | null): Server {
  const [server, setServer] = useState<Server>({ state: 'checking', version: '' });
  useEffect(() => {
    if (address === null) return undefined;
    const url = addressOf(address);
    if (url === null) {
      setServer({ state: 'wrong', version: '' });
      return undefined;
    }
    setServer({ state: 'checking', version: '' });
    let current = true;
    const ask = async (): Promise<void> => {
      const version = await check(url);
      if (current) setServer(version === null ? { state: 'down', version: '' } : { state: 'up', version });
    };
    const first = setTimeout(() => void ask(), 200);
    const again = setInterval(() => void ask(), 4000);
    return () => {
      current = false;
      clearTimeout(first);
      clearInterval(again);
    };
  }, [address]);
  return server;
}

function ServerState({ state, version }: Server): ReactElement {
  return (
    <div className={`server server--${state}`} role="status">
      <span className="server__dot" />
      {state === 'checking' && 'Looking for the server…'}
      {state === 'up' && `Ready: engine ${version}`}
      {state === 'wrong' && 'An address begins with http:// or https://'}
      {state === 'down' && (
        <div>
          No answer. Start one in the repository, and it appears here:
          <pre>{`make node && cd examples/node-backend\nnpm ci && npm run build\nCORS_ORIGIN=${location.origin} npm start`}</pre>
        </div>
      )}
    </div>
  );
}
