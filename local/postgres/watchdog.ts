import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { SERVER_ENVIRONMENT } from "./cluster.ts";

/**
 * Waits for the end of its input, which comes with the end of this process, however that ends. Then it stops the server
 * as `end` does: fast, immediately, by force. A server that has only just started has not written its number yet.
 */
const SCRIPT = `
pid=$1 file=$2/postmaster.pid
runs() { read -r found <"$file" && [ "$found" = "$pid" ] && kill -0 "$pid"; } 2>/dev/null
read -r _
runs || sleep 1
for signal in INT QUIT KILL; do
  runs || exit 0
  kill -s "$signal" "$pid"
  for _ in 1 2; do sleep 1; runs || exit 0; done
done`;

export interface Watchdog {
  /** Lets go of a server that has ended. */
  dismiss(): Promise<void>;
}

/**
 * Stops the server of `cluster` when this process has been killed and could not do it: a postmaster outlives its
 * parent.
 */
export function watch(server: number, cluster: string): Watchdog {
  const shell = spawn("sh", ["-c", SCRIPT, "touchline-postgres-watchdog", String(server), cluster], {
    cwd: "/",
    env: SERVER_ENVIRONMENT,
    stdio: ["pipe", "ignore", "ignore"],
    // It has to outlive what kills the group of this process.
    detached: true,
  });
  // Without a shell the server of a killed run is stopped by the next one.
  shell.on("error", () => undefined);
  shell.stdin.on("error", () => undefined);
  shell.unref();
  return { dismiss: () => dismiss(shell) };
}

async function dismiss(shell: ChildProcess): Promise<void> {
  if (shell.pid === undefined || shell.exitCode !== null || shell.signalCode !== null) return;
  // Node does not stay for a child that is not counted: the stop would end here, half done.
  shell.ref();
  const gone = once(shell, "exit");
  shell.kill("SIGKILL");
  await gone;
}
