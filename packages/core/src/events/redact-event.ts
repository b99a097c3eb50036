import { redact } from '../errors/redact.js';
import type { ZooEvent } from './zoo-event.js';

/** An event as it may be shown and logged: its texts, which plugins write, without credentials and control characters. */
export function redactEvent(event: ZooEvent): ZooEvent {
  switch (event.type) {
    case 'phase':
      return { ...event, subject: redact(event.subject) };
    case 'progress':
      return { ...event, subject: redact(event.subject), file: redact(event.file) };
    case 'retry':
      return { ...event, subject: redact(event.subject), reason: redact(event.reason) };
    case 'notice':
      return { ...event, message: redact(event.message) };
    default:
      return event satisfies never;
  }
}
