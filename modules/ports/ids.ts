/** What a vendor has an id of that we may have another one for. */
export const ID_KINDS = ["match", "team", "player", "league"] as const;

export type IdKind = (typeof ID_KINDS)[number];

/** A vendor's id; of custom feeds the id as they send it. */
export interface ExternalId {
  provider: string;
  kind: IdKind;
  external: string;
}

/** What a vendor's id is with us. */
export interface InternalId {
  id: string;
  /** Of matches: among several feeds of one match the lowest acts where it can; missing is after all others. */
  priority?: number;
}

/** A line of the id map. */
export interface IdMapping extends ExternalId, InternalId {
  /** RFC 3339 UTC. */
  updated_at: string;
}

export function externalKey({ provider, kind, external }: ExternalId): string {
  return `${provider}#${kind}#${external}`;
}

/** Which of our ids a vendor's ids are. */
export interface IdMap {
  /** By `externalKey`; those without a line are missing. A change may take a minute to show. */
  lookup(ids: readonly ExternalId[]): Promise<ReadonlyMap<string, InternalId>>;
}

/** The id map for those who look after it. */
export interface IdRegistry {
  get(id: ExternalId): Promise<IdMapping | undefined>;
  put(mapping: IdMapping): Promise<void>;
  /** Resolves with what was there. */
  remove(id: ExternalId): Promise<IdMapping | undefined>;
  /** Everything that is one id of ours, or of one kind; a change may take a moment to show. */
  list(id: string, kind?: IdKind): Promise<IdMapping[]>;
}
