import type { ReelSpeedVideoConfig, StoryMessage, StoryTemplate } from '@reelspeed/types';

/** Looks of a chat, and what a swatch of each shows: its ground, a bubble of each side. */
export const LOOKS: readonly { readonly value: StoryTemplate; readonly label: string; readonly colors: readonly [string, string, string] }[] = [
  { value: 'modern-light', label: 'Modern', colors: ['#ffffff', '#e6e6ee', '#6d3bee'] },
  { value: 'modern-dark', label: 'Modern dark', colors: ['#14151c', '#2b2d3b', '#6d3bee'] },
  { value: 'imessage-light', label: 'Messages', colors: ['#ffffff', '#e2e2e5', '#0a6cdc'] },
  { value: 'imessage-dark', label: 'Messages dark', colors: ['#000000', '#2c2c30', '#0b6fe0'] },
  { value: 'whatsapp', label: 'Green', colors: ['#efe7dd', '#ffffff', '#bdf3b3'] },
  { value: 'instagram-dm', label: 'Gradient', colors: ['#000000', '#2c2c30', '#8a35e4'] },
  { value: 'discord', label: 'Rows', colors: ['#313338', '#aab0ba', '#8b96ff'] },
  { value: 'terminal', label: 'Console', colors: ['#0c0f12', '#7a8794', '#4ade80'] },
];

/** A story to begin with. */
export function sampleStory(split = false): ReelSpeedVideoConfig {
  return {
    template: split ? 'imessage-dark' : 'modern-dark',
    messages: [
      { text: 'heyy are you up?? 😭', sender: 'Mia' },
      { text: "always. what's wrong", sender: 'me' },
      { text: 'remember the guy from the coffee shop', sender: 'Mia' },
      { text: 'the one with the DOG?', sender: 'me' },
      { text: "the dog isn't even his!", sender: 'Mia', reaction: '😂' },
      { text: '💀', sender: 'me' },
    ],
    animationSettings: { messageAnimationType: 'pop' },
    ...(split ? { videoSettings: { brainrotMode: true } } : {}),
  };
}

export const messagesOf = (story: ReelSpeedVideoConfig): readonly StoryMessage[] => (Array.isArray(story.messages) ? story.messages : []);

/** On which side a message stands, as the engine has it. */
export function isOutgoing(messages: readonly StoryMessage[], index: number): boolean {
  const message = messages[index]!;
  if (message.side !== undefined) return message.side === 'outgoing';
  if (messages.every(({ sender, side }) => sender === undefined && side === undefined)) return index % 2 === 1;
  return message.sender?.trim().toLowerCase() === 'me';
}

/** The sender of messages on a side: that of the nearest one, or the usual one. */
export function senderOn(messages: readonly StoryMessage[], outgoing: boolean, near: number): string {
  if (outgoing) return 'me';
  const others = messages.map((message, index) => ({ sender: message.sender, far: Math.abs(index - near) })).filter(({ sender }) => sender !== undefined && sender.trim().toLowerCase() !== 'me');
  return others.sort((a, b) => a.far - b.far)[0]?.sender ?? 'Alex';
}

/** The list with a message moved to another place. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const next = [...list];
  const [one] = next.splice(from, 1);
  if (one !== undefined) next.splice(Math.max(0, Math.min(next.length, to)), 0, one);
  return next;
}
