import { once } from "node:events";
import { createServer } from "node:net";
import { codeOf, Problem } from "../command/problem.ts";

/**
 * Finds out that a port is taken before anything has been started.
 * @throws Problem
 */
export async function checkPorts(ports: Readonly<Record<string, number>>): Promise<void> {
  for (const [name, port] of Object.entries(ports)) {
    const server = createServer();
    try {
      await once(server.listen(port), "listening");
    } catch (cause) {
      throw portProblem(name, port, cause);
    }
    await once(server.close(), "close");
  }
}

function portProblem(name: string, port: number, cause: unknown): Problem {
  const other = `choose another with ${name}, for instance: ${name}=${port < 60_000 ? port + 1000 : 8080} npm start`;
  if (codeOf(cause) === "EADDRINUSE") {
    return new Problem(`Port ${port} (${name}) is in use by another program: end that, or ${other}`, {
      cause,
    });
  }
  if (codeOf(cause) === "EACCES") {
    return new Problem(`Port ${port} (${name}) may not be opened by you: ${other}`, { cause });
  }
  return new Problem(`Port ${port} (${name}) cannot be opened: ${(cause as Error).message}`, { cause });
}
