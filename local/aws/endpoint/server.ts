import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Roles } from "../iam/roles.ts";
import type { Log } from "../interfaces.ts";
import type { Interruptions } from "./interruptions.ts";
import { type AwsRequest, type Caller, Refusal, type Service, sendRefusal } from "./request.ts";
import { signatureVerifier } from "./signature.ts";

/** The services of the endpoint, by their signing names. */
interface Backend {
  services: Readonly<Record<string, Service>>;
  roles: Roles;
  callerOf(accessKeyId: string): Caller | undefined;
  interruptions: Interruptions;
}

/** The one address of all AWS services for the functions. */
export interface Endpoint {
  readonly url: string;
  /** Starts to answer; until then every call gets 503. */
  serve(backend: Backend): void;
  stop(): Promise<void>;
}

/** Opens the port on the loopback interface before it serves: the template needs the port to be resolved. */
export async function openEndpoint(log: Log): Promise<Endpoint> {
  let answer: ((request: AwsRequest, response: ServerResponse) => Promise<void>) | undefined;
  const server = createServer((incoming, response) => {
    const work = read(incoming).then((request) => {
      if (!answer) throw new Refusal(503, "ServiceUnavailable", "the local endpoint is starting");
      return answer(request, response);
    });
    work.catch((error: unknown) => {
      if (!(error instanceof Refusal)) log.error("endpoint", String(Object(error).stack ?? error));
      if (response.headersSent || response.destroyed) return;
      sendRefusal(
        response,
        error instanceof Refusal ? error : new Refusal(500, "InternalFailure", String(error)),
      );
    });
  });
  // Callers reuse their sockets; closing an idle one at that moment would look like an outage.
  server.keepAliveTimeout = 120_000;
  server.listen(0, "127.0.0.1");
  await new Promise<void>((resolve, reject) => server.once("listening", resolve).once("error", reject));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    serve(backend) {
      answer = answerer(backend, log);
    },
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function answerer({ services, roles, callerOf, interruptions }: Backend, log: Log) {
  const verify = signatureVerifier(callerOf);

  return async function answer(request: AwsRequest, response: ServerResponse): Promise<void> {
    const { caller, service: name } = await verify(request);
    const service = services[name];
    if (!service) throw new Refusal(400, "UnknownOperationException", `the local run does not play ${name}`);
    authorize(caller, service, request);
    if (await interruptions.meets(name, request, caller)) {
      response.destroy();
      return;
    }
    await service.answer(request, response, caller);
  };

  function authorize({ functionName, roleArn = "" }: Caller, service: Service, request: AwsRequest): void {
    const needed = service.access(request);
    if (functionName === undefined) return;
    for (const access of needed) {
      const resource = roles.refused(roleArn, access);
      if (resource === undefined) continue;
      const message = `function ${functionName} is not authorized to perform ${access.action} on resource ${resource}`;
      log.error("iam", message);
      throw new Refusal(403, "AccessDeniedException", message);
    }
  }
}

function read(incoming: IncomingMessage): Promise<AwsRequest> {
  const { promise, resolve, reject } = Promise.withResolvers<AwsRequest>();
  const chunks: Buffer[] = [];
  // Events, not `for await`: every frame to every viewer comes through here.
  incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
  incoming.on("error", reject);
  incoming.on("end", () => {
    const { method = "", url = "" } = incoming;
    resolve({ method, url, headers: headersOf(incoming), body: Buffer.concat(chunks) });
  });
  return promise;
}

function headersOf({ headers: given }: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    headers[name] = Array.isArray(value) ? value.join(",") : (value ?? "");
  }
  return headers;
}
