import type { ButtonHTMLAttributes, ReactElement, ReactNode } from 'react';

import { Icon, type IconName } from './Icon.js';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly tone?: 'primary' | 'plain' | 'quiet' | 'danger';
  readonly icon?: IconName;
  readonly children?: ReactNode;
}

export function Button({ tone = 'plain', icon, children, className = '', ...rest }: ButtonProps): ReactElement {
  return (
    <button type="button" className={`button button--${tone} ${className}`} {...rest}>
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </button>
  );
}

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly icon: IconName;
  /** What it does; screen readers say it, and the pointer that rests on it shows it. */
  readonly label: string;
  readonly fill?: boolean;
  readonly small?: boolean;
}

export function IconButton({ icon, label, fill = false, small = false, className = '', ...rest }: IconButtonProps): ReactElement {
  return (
    <button type="button" className={`icon-button ${small ? 'icon-button--small' : ''} ${className}`} aria-label={label} title={label} {...rest}>
      <Icon name={icon} fill={fill} size={small ? 14 : 16} />
    </button>
  );
}
