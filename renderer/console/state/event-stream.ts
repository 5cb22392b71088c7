/**
 * Reads server-sent events (HTML Living Standard, 9.2.6) by fetch: unlike EventSource it tells why a stream was refused,
 * and that the home is still there when it has nothing to say.
 */

export interface ServerEvent {
  readonly name: string;
  readonly data: string;
}

/** Takes a stream apart, whatever pieces it comes in. */
export class EventReader {
  #rest = '';
  #name = '';
  #data: string[] = [];

  /** @returns the events that this piece has completed */
  read(piece: string): ServerEvent[] {
    const lines = (this.#rest + piece).split(/\r\n|\n/);
    this.#rest = lines.pop() ?? '';
    return lines.flatMap((line) => this.#line(line));
  }

  #line(line: string): ServerEvent[] {
    if (line === '') {
      const event = { name: this.#name || 'message', data: this.#data.join('\n') };
      const complete = this.#data.length > 0;
      this.#name = '';
      this.#data = [];
      return complete ? [event] : [];
    }
    const [, field, value] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
    if (field === 'event') this.#name = value ?? '';
    if (field === 'data') this.#data.push(value ?? '');
    return [];
  }
}
