import * as z from "zod";
import { requireReadable, sentBytes, textOf } from "../../modules/ingest/body.ts";
import { itemsOrRefusal } from "../../modules/ingest/intake.ts";
import { id } from "../../modules/match/text.ts";
import { type ExternalId, ID_KINDS, type IdRegistry } from "../../modules/ports/ids.ts";
import { PROVIDER_IDS } from "../../modules/providers/ids.ts";
import { faultsOf } from "../../modules/providers/kit/faults.ts";
import { type Answer, type HttpRequest, Refusal } from "../../modules/runtime/http.ts";

/** The id map over HTTP: each vendor's id is a resource, addressed by its provider, kind and id. */

const kind = z.enum(ID_KINDS);
export const externalPath = z.object({ provider: z.enum(PROVIDER_IDS), kind, external: id });
export const listQuery = z.object({ id, kind: kind.optional() });
export const mappingBody = z.object({ id, priority: z.int().min(0).max(1_000).optional() });

const MAX_BYTES = 4_096;

export async function getId(request: HttpRequest, ids: IdRegistry): Promise<Answer> {
  const mapping = await ids.get(externalOf(request));
  if (!mapping) throw unknownId();
  return { status: 200, body: mapping };
}

export async function putId(request: HttpRequest, ids: IdRegistry, now: Date): Promise<Answer> {
  const external = externalOf(request);
  const mapping = { ...external, ...bodyOf(request, external), updated_at: now.toISOString() };
  await ids.put(mapping);
  return { status: 200, body: mapping };
}

export async function deleteId(request: HttpRequest, ids: IdRegistry): Promise<Answer> {
  const mapping = await ids.remove(externalOf(request));
  if (!mapping) throw unknownId();
  return { status: 200, body: mapping };
}

export async function listIds(request: HttpRequest, ids: IdRegistry): Promise<Answer> {
  const query = checked(listQuery, request.queryStringParameters ?? {});
  return { status: 200, body: { ids: await ids.list(query.id, query.kind) } };
}

function externalOf({ pathParameters }: HttpRequest): ExternalId {
  return checked(externalPath, pathParameters ?? {});
}

/** Validates the parameters of the path or the query. @throws Refusal 400 `invalid_query` */
function checked<S extends z.ZodType>(schema: S, given: Record<string, string | undefined>): z.output<S> {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw new Refusal({
    status: 400,
    code: "invalid_query",
    message: "A parameter is not as it should be.",
    details: faultsOf(result.error, given, []),
  });
}

function bodyOf(request: HttpRequest, { kind: of }: ExternalId): z.output<typeof mappingBody> {
  const sent = sentBytes(request, MAX_BYTES);
  requireReadable(request, ["json"]);
  const json = parsed(textOf(sent, request, MAX_BYTES));
  const schema = of === "match" ? mappingBody : mappingBody.omit({ priority: true });
  const result = schema.strict().safeParse(json);
  if (result.success) return result.data;
  throw new Refusal({
    status: 400,
    code: "invalid_payload",
    message: "The body is not what this route takes.",
    details: faultsOf(result.error, json, []),
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return itemsOrRefusal({ outcome: "unreadable", reason: "The body is not JSON." });
  }
}

function unknownId(): Refusal {
  return new Refusal({ status: 404, code: "unknown_id", message: "The map has no line for this id." });
}
