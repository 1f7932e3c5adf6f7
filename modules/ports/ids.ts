/** The kinds of things that the id map has ids of. */
export const ID_KINDS = ["match", "team", "player", "league"] as const;

export type IdKind = (typeof ID_KINDS)[number];

/** A vendor's id; of custom feeds the id as they send it. */
export interface ExternalId {
  provider: string;
  kind: IdKind;
  external: string;
}

/** Our id for a vendor's id. */
export interface InternalId {
  id: string;
  /** Of matches: among several feeds of one match the lowest acts where it can; missing is after all others. */
  priority?: number;
}

/** A line of the id map: a vendor's id and ours. */
export interface IdMapping extends ExternalId, InternalId {
  /** RFC 3339 UTC. */
  updated_at: string;
}

/** A text that identifies a vendor's id. */
export function externalKey({ provider, kind, external }: ExternalId): string {
  return `${provider}#${kind}#${external}`;
}

/** Looks up ids, for all that publishes to the stream. Rejects if the table cannot be reached. */
export interface IdMap {
  /** By `externalKey`; those without a line are missing. A change may take a minute to show. */
  lookup(ids: readonly ExternalId[]): Promise<ReadonlyMap<string, InternalId>>;
}

/** The id map for operators, who maintain it. */
export interface IdRegistry {
  get(id: ExternalId): Promise<IdMapping | undefined>;
  put(mapping: IdMapping): Promise<void>;
  /** Resolves with the removed line; undefined if there was none. */
  remove(id: ExternalId): Promise<IdMapping | undefined>;
  /** The lines with this id of ours, of all kinds or of one; a change may take a moment to show. */
  list(id: string, kind?: IdKind): Promise<IdMapping[]>;
}
