import type { ReactElement } from 'react';

import { headingOf, type PreviewFailure } from './failure.js';

/** So many faults are listed; the rest are counted. */
const LISTED = 6;

/** What is wrong, with the path of every fault. `over` a picture it leaves that in sight. */
export function Failure({ failure, over, onRetry }: { failure: PreviewFailure; over: boolean; onRetry: () => void }): ReactElement {
  const { issues, message } = failure;
  const more = issues.length - LISTED;
  return (
    <div className={`reel-preview__failure${over ? ' reel-preview__failure--over' : ''}`} tabIndex={0} role="region" aria-label="Faults">
      <p className="reel-preview__heading">{headingOf(failure)}</p>
      {issues.length === 0 && <p className="reel-preview__message">{message}</p>}
      {issues.length > 0 && (
        <ul className="reel-preview__issues">
          {issues.slice(0, LISTED).map((issue, n) => (
            <li key={n}>
              {issue.path !== '' && <code>{issue.path}</code>} {issue.message}
              {issue.suggestion ? <em> Did you mean {issue.suggestion}?</em> : null}
            </li>
          ))}
          {more > 0 && <li className="reel-preview__more">and {more} more</li>}
        </ul>
      )}
      {issues.length === 0 && (
        <button type="button" className="reel-preview__retry" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}
