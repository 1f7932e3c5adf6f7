import { type AttributeValue, ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";

/** A row as the low-level client has it. */
export type Item = Record<string, AttributeValue>;

/** A row that is not as this version writes it. */
export class MalformedItemError extends Error {
  override readonly name = "MalformedItemError";
}

/** @throws MalformedItemError */
export function textOf(item: Item, attribute: string): string {
  const text = item[attribute]?.S;
  if (text === undefined) throw new MalformedItemError(`the attribute ${attribute} is not a string`);
  return text;
}

/** @throws MalformedItemError */
export function numberOf(item: Item, attribute: string): number {
  const text = item[attribute]?.N;
  if (text === undefined) throw new MalformedItemError(`the attribute ${attribute} is not a number`);
  return Number(text);
}

export function number(value: number): AttributeValue.NMember {
  return { N: String(value) };
}

/** A `ttl`: whole seconds since the epoch, of a time in milliseconds. */
export function expiry(at: number): AttributeValue.NMember {
  return number(Math.ceil(at / 1000));
}

/** DynamoDB deletes a row up to days after its `ttl`; until then whoever reads it has to leave it out. */
export function isExpired(item: Item, now: number): boolean {
  return numberOf(item, "ttl") * 1000 <= now;
}

/** Resolves with false if the write's condition did not hold. */
export async function holds(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
