import { type AwsRequest, type Caller, targetOperation } from "./request.ts";

/** A call to wait for. */
interface CallPattern {
  /** Signing name: `dynamodb`, `execute-api`. */
  service: string;
  /** `PutItem`, or the HTTP method for services without named operations: `POST`. Any if missing. */
  operation?: string;
  /** Which of the matching calls it is, from 1; the first if missing. */
  nth?: number;
  /** Logical id (or its beginning) of the function that calls. Any caller if missing. */
  caller?: string;
}

/** Interrupts calls at a chosen moment, for tests of crashes. */
export interface Interruptions {
  /**
   * Runs `action` once, when the call has arrived and before it has an effect; the call then ends without an answer and
   * without effect, as if its caller or its network had died.
   *
   * @returns `happened`, which settles as `action` does
   */
  interrupt(call: CallPattern, action: () => unknown): { happened: Promise<void> };
  /** @returns whether to cut off the call */
  meets(service: string, request: AwsRequest, caller: Caller): Promise<boolean>;
}

interface Pending {
  call: CallPattern;
  left: number;
  run(): Promise<void>;
}

export function interruptions(): Interruptions {
  const pending = new Set<Pending>();
  return {
    interrupt(call, action) {
      const { promise: happened, resolve, reject } = Promise.withResolvers<void>();
      const run = async () => {
        await Promise.resolve(action()).then(() => resolve(), reject);
      };
      pending.add({ call, left: call.nth ?? 1, run });
      return { happened };
    },
    async meets(service, request, caller) {
      const met = [...pending].filter(({ call }) => matches(call, service, request, caller));
      const due = met.find((one) => --one.left === 0);
      if (!due) return false;
      pending.delete(due);
      await due.run();
      return true;
    },
  };
}

function matches(call: CallPattern, service: string, request: AwsRequest, { logicalId }: Caller): boolean {
  if (call.service !== service) return false;
  const operation = targetOperation(request) || request.method;
  if (call.operation !== undefined && call.operation !== operation) return false;
  return call.caller === undefined || (logicalId?.startsWith(call.caller) ?? false);
}
