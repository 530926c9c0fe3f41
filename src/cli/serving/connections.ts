/**
 * The connections of a server, which end one by one when the server does. Node's own closeIdleConnections also cuts
 * those whose answer is not yet sent to its end.
 */
import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** A connection: the answers under way on it, and the bytes that it had brought at the last look. */
interface Connection {
  readonly answers: Set<ServerResponse>;
  bytes: number;
}

export class Connections {
  readonly #all = new Map<Socket, Connection>();
  #areLast = false;

  constructor(server: Server) {
    server.on('connection', (socket) => {
      this.#all.set(socket, { answers: new Set(), bytes: -1 });
      socket.once('close', () => this.#all.delete(socket));
    });
  }

  /** Notes an answer that is under way. */
  add(response: ServerResponse): void {
    if (this.#areLast) response.setHeader('connection', 'close');
    const answers = this.#all.get(response.req.socket)?.answers;
    answers?.add(response);
    response.once('close', () => answers?.delete(response));
  }

  /** True if the silent client of a connection waits for an answer, and has read all that was sent. */
  isWaiting(socket: Socket): boolean {
    const { size = 0 } = this.#all.get(socket)?.answers ?? {};
    return size > 0 && socket.writableLength === 0;
  }

  /** Has each connection end with its next answer. */
  end(): void {
    this.#areLast = true;
    for (const { answers } of this.#all.values())
      for (const response of answers) if (!response.headersSent) response.setHeader('connection', 'close');
  }

  /** Ends those without an answer under way that have brought nothing since the last look. */
  sweep(): void {
    for (const [socket, connection] of this.#all) {
      const { bytesRead } = socket;
      if (connection.answers.size === 0 && connection.bytes === bytesRead) socket.destroy();
      connection.bytes = bytesRead;
    }
  }
}
