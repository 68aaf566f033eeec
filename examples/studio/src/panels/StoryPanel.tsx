import type { ReelSpeedVideoConfig, StoryMessage } from '@reelspeed/types';
import { useRef, type KeyboardEvent, type ReactElement } from 'react';

import { isOutgoing, LOOKS, messagesOf, moved, sampleStory, senderOn } from '../model/story.js';
import { getIn, type Path } from '../model/path.js';
import { detachStory, open, putStory } from '../state/actions.js';
import { useIssue } from '../state/hooks.js';
import { getState, useStore } from '../state/store.js';
import { blank } from '../model/templates.js';
import { Button, IconButton } from '../ui/Button.js';
import { ColorField } from '../ui/ColorField.js';
import { NumberField, Row, Section, Segmented, Switch, TextArea, TextField } from '../ui/fields.js';
import { Icon } from '../ui/Icon.js';
import { Select } from '../ui/Select.js';

/** The form of a chat story. */
export function StoryPanel(): ReactElement {
  const story = useStore((s) => s.history.now.story);
  if (story === undefined) {
    return (
      <div className="empty">
        <Icon name="sparkle" size={24} />
        <p>A chat that tells itself, message by message.</p>
        <Button tone="primary" icon="plus" onClick={() => open({ name: 'Chat story', document: blank(), hidden: new Set(), story: sampleStory() })}>
          Start a chat story
        </Button>
      </div>
    );
  }
  return (
    <div className="story">
      <Look story={story} />
      <Messages story={story} />
      <Chat story={story} />
      <Background story={story} />
      <Motion story={story} />
      <Captions story={story} />
      <Split story={story} />
      <Sound story={story} />
      <Video story={story} />
      <div className="story__end">
        <Button icon="layers" onClick={detachStory}>Turn into layers</Button>
      </div>
    </div>
  );
}

interface Props {
  readonly story: ReelSpeedVideoConfig;
}

/** A field of the story with what it means where nothing is said. */
function field<T>(story: ReelSpeedVideoConfig, path: Path, fallback: T): { value: T; implied: boolean; put: (value: T | undefined) => void } {
  const value = getIn(story, path) as T | undefined;
  return { value: value ?? fallback, implied: value === undefined, put: (next) => putStory(path, next) };
}

function Numeral({ story, path, label, fallback, ...rest }: Props & { path: Path; label: string; fallback: number; unit?: string; step?: number; min?: number; max?: number }): ReactElement {
  const { value, implied, put } = field(story, path, fallback);
  return (
    <Row label={label}>
      <NumberField label={label} value={value} implied={implied} onChange={put} {...rest} />
    </Row>
  );
}

function Choice<T extends string>({ story, path, label, fallback, options }: Props & { path: Path; label: string; fallback: T; options: readonly (readonly [T, string])[] }): ReactElement {
  const { value, put } = field<T>(story, path, fallback);
  return (
    <Row label={label}>
      <Select label={label} value={value} options={options.map(([value, label]) => ({ value, label }))} onChange={(next) => put(next === fallback ? undefined : next)} />
    </Row>
  );
}

function Toggle({ story, path, label, fallback }: Props & { path: Path; label: string; fallback: boolean }): ReactElement {
  const { value, put } = field(story, path, fallback);
  return <Switch label={label} value={value} onChange={(next) => put(next === fallback ? undefined : next)} />;
}

/** A file of the library. */
function File({ story, path, label, kinds, none = 'None' }: Props & { path: Path; label: string; kinds: readonly ('video' | 'image' | 'audio')[]; none?: string }): ReactElement {
  const media = useStore((s) => s.media);
  const { value, put } = field(story, path, '');
  const files = media.filter((item) => (kinds as readonly string[]).includes(item.kind)).map((item) => ({ value: item.src, label: item.src }));
  const options = [{ value: '', label: none }, ...files, ...(value !== '' && !files.some((file) => file.value === value) ? [{ value, label: value }] : [])];
  return (
    <Row label={label}>
      <Select label={label} value={value} options={options} onChange={(next) => put(next === '' ? undefined : next)} />
    </Row>
  );
}

function Look({ story }: Props): ReactElement {
  const { value, put } = field(story, ['template'], 'modern-light');
  return (
    <Section title="Look">
      <div className="looks" role="radiogroup" aria-label="Template">
        {LOOKS.map(({ value: look, label, colors: [ground, incoming, outgoing] }) => (
          <button key={look} type="button" role="radio" aria-checked={look === value} className="look" onClick={() => put(look)}>
            <span className="look__picture" style={{ background: ground }}>
              <i style={{ background: incoming }} />
              <b style={{ background: outgoing }} />
              <i style={{ background: incoming }} />
            </span>
            {label}
          </button>
        ))}
      </div>
    </Section>
  );
}

function Messages({ story }: Props): ReactElement {
  const messages = messagesOf(story);
  const list = useRef<HTMLDivElement>(null);
  const put = (next: readonly StoryMessage[]): void => putStory(['messages'], next);
  const focus = (index: number): void => {
    requestAnimationFrame(() => list.current?.querySelectorAll<HTMLTextAreaElement>('textarea')[index]?.focus());
  };
  const add = (after: number): void => {
    const outgoing = messages.length > 0 ? !isOutgoing(messages, Math.min(after, messages.length - 1)) : false;
    const message: StoryMessage = { text: '…', sender: senderOn(messages, outgoing, after) };
    put([...messages.slice(0, after + 1), message, ...messages.slice(after + 1)]);
    focus(after + 1);
  };
  return (
    <Section title="Messages" aside={<span className="story__count">{messages.length}</span>}>
      <div className="messages" ref={list}>
        {messages.map((message, index) => (
          <Message
            key={index}
            message={message}
            index={index}
            outgoing={isOutgoing(messages, index)}
            last={index === messages.length - 1}
            onSide={(outgoing) => put(messages.map((one, n) => (n === index ? { ...one, sender: senderOn(messages.filter((_, at) => at !== index), outgoing, index), side: undefined } : one)))}
            onMove={(by) => {
              put(moved(messages, index, index + by));
              focus(index + by);
            }}
            onCopy={() => put([...messages.slice(0, index + 1), message, ...messages.slice(index + 1)])}
            onRemove={() => put(messages.filter((_, n) => n !== index))}
            onNext={() => add(index)}
          />
        ))}
      </div>
      <Button icon="plus" onClick={() => add(messages.length - 1)}>Add a message</Button>
    </Section>
  );
}

interface MessageProps {
  readonly message: StoryMessage;
  readonly index: number;
  readonly outgoing: boolean;
  readonly last: boolean;
  readonly onSide: (outgoing: boolean) => void;
  readonly onMove: (by: number) => void;
  readonly onCopy: () => void;
  readonly onRemove: () => void;
  readonly onNext: () => void;
}

function Message({ message, index, outgoing, last, onSide, onMove, onCopy, onRemove, onNext }: MessageProps): ReactElement {
  const issue = useIssue(`messages[${index}]`);
  const media = useStore((s) => s.media);
  const put = (name: keyof StoryMessage, value: unknown): void => putStory(['messages', index, name], value === '' ? undefined : value);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.key === 'Enter' && !event.shiftKey && event.target instanceof HTMLTextAreaElement) {
      event.preventDefault();
      onNext();
    } else if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      onMove(event.key === 'ArrowUp' ? -1 : 1);
    }
  };
  const files = (kind: string) => [{ value: '', label: 'None' }, ...media.filter((item) => item.kind === kind).map((item) => ({ value: item.src, label: item.src }))];
  return (
    <div className={`message ${outgoing ? 'message--outgoing' : ''}`} onKeyDown={onKeyDown}>
      <div className="message__head">
        <Segmented
          label={`Side of message ${index + 1}`}
          value={outgoing ? 'out' : 'in'}
          options={[{ value: 'in', label: 'Received', icon: 'alignLeft' }, { value: 'out', label: 'Sent', icon: 'alignRight' }]}
          onChange={(side) => onSide(side === 'out')}
        />
        {outgoing ? <span className="message__me">Me</span> : <TextField label={`Sender of message ${index + 1}`} value={message.sender ?? ''} placeholder="Sender" onChange={(value) => put('sender', value)} />}
        <IconButton small icon="chevron" className="message__up" label="Earlier" disabled={index === 0} onClick={() => onMove(-1)} />
        <IconButton small icon="chevron" label="Later" disabled={last} onClick={() => onMove(1)} />
        <IconButton small icon="copy" label="Duplicate" onClick={onCopy} />
        <IconButton small icon="trash" label="Delete" onClick={onRemove} />
      </div>
      <TextArea label={`Text of message ${index + 1}`} value={message.text ?? ''} invalid={issue !== undefined} placeholder="Enter adds the next one" onChange={(value) => putStory(['messages', index, 'text'], value)} />
      {issue !== undefined && <p className="message__issue" role="alert">{issue.message}</p>}
      <details className="message__more">
        <summary>Reaction, time, voice, picture</summary>
        <div className="message__fields">
          <Row label="Reaction"><TextField label="Reaction" value={message.reaction ?? ''} placeholder="😂" onChange={(value) => put('reaction', value)} /></Row>
          <Row label="Time"><TextField label="Time of day" value={message.timestamp ?? ''} placeholder="21:04" onChange={(value) => put('timestamp', value)} /></Row>
          <Row label="Spoken for">
            <NumberField label="Seconds" unit="s" step={0.1} min={0} max={600} value={message.audioDuration ?? 2} implied={message.audioDuration === undefined} onChange={(value) => put('audioDuration', value)} />
          </Row>
          {outgoing && (
            <Row label="Receipt">
              <Select
                label="Receipt"
                value={message.readReceipt ?? ''}
                options={[{ value: '', label: 'None' }, { value: 'sent', label: 'Sent' }, { value: 'delivered', label: 'Delivered' }, { value: 'read', label: 'Read' }]}
                onChange={(value) => put('readReceipt', value)}
              />
            </Row>
          )}
          <Row label="Voice"><Select label="Voice" value={message.audioUrl ?? ''} options={files('audio')} onChange={(value) => put('audioUrl', value)} /></Row>
          <Row label="Picture"><Select label="Picture" value={message.imageUrl ?? ''} options={files('image')} onChange={(value) => put('imageUrl', value)} /></Row>
        </div>
      </details>
    </div>
  );
}

function Chat({ story }: Props): ReactElement {
  const name = field(story, ['chatOverlay', 'header', 'name'], '');
  const status = field<string | undefined>(story, ['chatOverlay', 'header', 'status'], undefined);
  return (
    <Section title="Chat" open={false}>
      <Row label="Name"><TextField label="Name" value={name.value} placeholder="The first sender" onChange={(value) => name.put(value === '' ? undefined : value)} /></Row>
      <Row label="Status"><TextField label="Status" value={status.value ?? ''} placeholder="online" onChange={status.put} /></Row>
      <File story={story} path={['chatOverlay', 'header', 'avatarUrl']} label="Avatar" kinds={['image']} none="The initial" />
      <Choice story={story} path={['chatOverlay', 'position']} label="Position" fallback="center" options={[['top', 'Top'], ['center', 'Middle'], ['bottom', 'Bottom']]} />
      <Numeral story={story} path={['chatOverlay', 'size', 'width']} label="Width" fallback={0.88} step={0.01} min={0.2} max={1} />
      <Numeral story={story} path={['chatOverlay', 'size', 'height']} label="Height" fallback={0.62} step={0.01} min={0.1} max={1} />
      <Numeral story={story} path={['chatOverlay', 'fontScale']} label="Text size" fallback={1} step={0.05} min={0.5} max={2} />
      <Numeral story={story} path={['chatOverlay', 'cornerRadius']} label="Corners" fallback={44} unit="px" min={0} max={540} />
      <Numeral story={story} path={['chatOverlay', 'opacity']} label="Opacity" fallback={100} unit="%" min={0} max={100} />
      <Choice story={story} path={['chatOverlay', 'anchor']} label="Thread" fallback="top" options={[['top', 'From the top'], ['bottom', 'From the bottom']]} />
      <Toggle story={story} path={['chatOverlay', 'showPanel']} label="Panel" fallback={true} />
      <Toggle story={story} path={['chatOverlay', 'header', 'show']} label="Header" fallback={true} />
      <Toggle story={story} path={['chatOverlay', 'typingBar']} label="Typing bar" fallback={true} />
      <Toggle story={story} path={['chatOverlay', 'keyboard']} label="Keyboard" fallback={false} />
      <Toggle story={story} path={['chatOverlay', 'shadow']} label="Shadow" fallback={true} />
    </Section>
  );
}

function Background({ story }: Props): ReactElement {
  const kind = field<string>(story, ['backgroundSettings', 'backgroundType'], 'gradient').value;
  const colors = field<readonly string[]>(story, ['backgroundSettings', 'backgroundColors'], []);
  const shown = colors.value.length > 0 ? colors.value : kind === 'solid' ? ['#1b1d2a'] : ['#16213e', '#2a1646'];
  const wants = kind === 'image' || kind === 'video' || kind === 'blur';
  return (
    <Section title="Background" open={false}>
      <Choice
        story={story}
        path={['backgroundSettings', 'backgroundType']}
        label="Kind"
        fallback="gradient"
        options={[['gradient', 'Gradient'], ['solid', 'One colour'], ['image', 'Picture'], ['video', 'Video'], ['blur', 'Out of focus'], ['transparent', 'None']]}
      />
      {wants && <File story={story} path={['backgroundSettings', 'backgroundUrl']} label="File" kinds={kind === 'image' ? ['image'] : kind === 'video' ? ['video'] : ['image', 'video']} none="Choose" />}
      {(kind === 'gradient' || kind === 'solid') &&
        shown.slice(0, kind === 'solid' ? 1 : undefined).map((color, n) => (
          <Row label={kind === 'solid' ? 'Colour' : `Colour ${n + 1}`} key={n}>
            <ColorField label={`Background colour ${n + 1}`} value={color} onChange={(next) => colors.put(shown.map((one, at) => (at === n ? next : one)))} />
          </Row>
        ))}
      {kind === 'blur' && <Numeral story={story} path={['backgroundSettings', 'backgroundBlur']} label="Blur" fallback={24} unit="px" min={0} max={100} />}
      <Numeral story={story} path={['backgroundSettings', 'backgroundOpacity']} label="Opacity" fallback={100} unit="%" min={0} max={100} />
      <Toggle story={story} path={['videoSettings', 'greenScreen']} label="Green screen" fallback={false} />
    </Section>
  );
}

function Motion({ story }: Props): ReactElement {
  return (
    <Section title="Animation" open={false}>
      <Choice
        story={story}
        path={['animationSettings', 'messageAnimationType']}
        label="Messages"
        fallback="slide"
        options={[['slide', 'Slide'], ['fade', 'Fade'], ['pop', 'Pop'], ['scale', 'Grow'], ['bounce', 'Bounce'], ['typewriter', 'Typewriter'], ['none', 'None']]}
      />
      <Choice story={story} path={['animationSettings', 'animationSpeed']} label="Speed" fallback="normal" options={[['slow', 'Slow'], ['normal', 'Normal'], ['fast', 'Fast']]} />
      <Numeral story={story} path={['animationSettings', 'transitionDuration']} label="Entrance" fallback={500} unit="ms" step={50} min={0} max={5000} />
      <Numeral story={story} path={['animationSettings', 'messageDelay']} label="Pause" fallback={250} unit="ms" step={50} min={0} max={10000} />
      <Numeral story={story} path={['animationSettings', 'typingDuration']} label="Typing" fallback={800} unit="ms" step={50} min={0} max={10000} />
      <Toggle story={story} path={['animationSettings', 'typingIndicator']} label="Typing is shown" fallback={true} />
    </Section>
  );
}

function Captions({ story }: Props): ReactElement {
  const on = field(story, ['captionSettings', 'enabled'], false).value;
  return (
    <Section title="Captions" open={false}>
      <Switch
        label="Captions"
        value={on}
        // Below the chat, and clear of the apps' own buttons, unless said otherwise.
        onChange={(next) => putStory(['captionSettings'], next ? { enabled: true, style: { position: 'bottom', safeArea: 'tiktok' } } : undefined)}
      />
      {on && (
        <>
          <Choice
            story={story}
            path={['captionSettings', 'style', 'preset']}
            label="Style"
            fallback="karaoke"
            options={[['karaoke', 'Karaoke'], ['pop', 'Pop'], ['oneWord', 'One word'], ['box', 'Box'], ['plain', 'Plain']]}
          />
          <Choice story={story} path={['captionSettings', 'style', 'position']} label="Position" fallback="center" options={[['top', 'Top'], ['center', 'Middle'], ['bottom', 'Bottom']]} />
          <Choice
            story={story}
            path={['captionSettings', 'style', 'safeArea']}
            label="Keep clear of"
            fallback="none"
            options={[['none', 'Nothing'], ['tiktok', 'TikTok'], ['reels', 'Reels'], ['shorts', 'Shorts']]}
          />
          <Toggle story={story} path={['captionSettings', 'style', 'uppercase']} label="Capitals" fallback={false} />
        </>
      )}
    </Section>
  );
}

function Split({ story }: Props): ReactElement {
  const on = field(story, ['videoSettings', 'brainrotMode'], false).value;
  const words = field<readonly string[]>(story, ['brainrotSettings', 'emphasisWords'], []);
  return (
    <Section title="Split screen" open={false}>
      <Toggle story={story} path={['videoSettings', 'brainrotMode']} label="Split with footage" fallback={false} />
      {on && (
        <>
          <File story={story} path={['brainrotSettings', 'footageUrls', 0]} label="Footage" kinds={['video']} none="The background" />
          <Numeral story={story} path={['brainrotSettings', 'ratio']} label="Chat's share" fallback={0.5} step={0.01} min={0.2} max={0.8} />
          <Choice story={story} path={['brainrotSettings', 'order']} label="Above" fallback="storyTop" options={[['storyTop', 'The chat'], ['footageTop', 'The footage']]} />
          <Numeral story={story} path={['brainrotSettings', 'cutEvery']} label="Cut every" fallback={4} unit="s" step={0.5} min={0} max={600} />
          <Toggle story={story} path={['brainrotSettings', 'captions']} label="Words in the middle" fallback={true} />
          <Row label="Loud words">
            <TextField
              label="Words that stand out, separated by spaces"
              value={words.value.join(' ')}
              placeholder="Capitals and numbers"
              onChange={(value) => words.put(value.trim() === '' ? undefined : value.split(' '))}
            />
          </Row>
        </>
      )}
    </Section>
  );
}

function Sound({ story }: Props): ReactElement {
  return (
    <Section title="Sound" open={false}>
      <File story={story} path={['audioSettings', 'musicUrl']} label="Music" kinds={['audio', 'video']} />
      <Numeral story={story} path={['audioSettings', 'musicVolume']} label="Music volume" fallback={30} unit="%" min={0} max={100} />
      <File story={story} path={['audioSettings', 'messageSoundUrl']} label="Pop" kinds={['audio']} />
      <File story={story} path={['audioSettings', 'typingSoundUrl']} label="Typing" kinds={['audio']} />
      <Numeral story={story} path={['audioSettings', 'masterVolume']} label="Volume" fallback={80} unit="%" min={0} max={100} />
    </Section>
  );
}

const SIZES = ['1080x1920', '720x1280', '1080x1080', '1920x1080'];

function Video({ story }: Props): ReactElement {
  const size = field(story, ['videoSettings', 'resolution'], '1080x1920');
  const rate = field(story, ['videoSettings', 'fps'], 30);
  const length = getIn(story, ['videoSettings', 'duration']) as number | undefined;
  const whole = getState().preview?.info?.duration ?? 10;
  return (
    <Section title="Video" open={false}>
      <Row label="Size">
        <Select label="Size" value={size.value} options={[...SIZES, ...(SIZES.includes(size.value) ? [] : [size.value])].map((value) => ({ value, label: value.replace('x', ' × ') }))} onChange={size.put} />
      </Row>
      <Row label="Frames">
        <Select label="Frames per second" value={rate.value} options={[24, 25, 30, 50, 60].map((value) => ({ value, label: `${value} per second` }))} onChange={rate.put} />
      </Row>
      <Row label="Length">
        <NumberField label="Length" unit="s" step={0.5} min={0.5} max={21600} value={length ?? whole} implied={length === undefined} onChange={(value) => putStory(['videoSettings', 'duration'], value)} />
        {length !== undefined && <IconButton small icon="close" label="As long as the story" onClick={() => putStory(['videoSettings', 'duration'], undefined)} />}
      </Row>
    </Section>
  );
}
