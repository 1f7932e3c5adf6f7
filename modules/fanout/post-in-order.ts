import type { Gateway, Payload } from "../ports/gateway.ts";

/** What became of posts to one connection: numbers of payloads. */
export interface PostsInOrder {
  delivered: number;
  failed: number;
  /** Payloads after the one at which posting ended. If `mayPost` ended it, that payload is one of them. */
  untried: number;
  /** Why posting ended before the last payload was tried, or with it; missing if nothing ended it. */
  end?: "gone" | "failed" | "refused";
}

export interface PostInOrderOptions {
  /** Is called before each post; posting ends once it gives false. Default: every post may be made. */
  mayPost?: () => boolean | Promise<boolean>;
  /** What a failed post means for those behind it. Default: they are tried all the same. */
  onFailure?: "end" | "continue";
}

/** Posts payloads to one connection, one after the other, and stops where the viewer has left. Never rejects. */
export async function postInOrder(
  connectionId: string,
  payloads: readonly Payload[],
  gateway: Gateway,
  { mayPost = () => true, onFailure = "continue" }: PostInOrderOptions = {},
): Promise<PostsInOrder> {
  const posts: PostsInOrder = { delivered: 0, failed: 0, untried: 0 };
  for (const [index, payload] of payloads.entries()) {
    if (!(await mayPost())) return { ...posts, end: "refused", untried: payloads.length - index };
    const outcome = await gateway.post(connectionId, payload);
    if (outcome === "delivered") posts.delivered += 1;
    if (outcome === "failed") posts.failed += 1;
    const ends = outcome === "gone" || (outcome === "failed" && onFailure === "end");
    if (ends) return { ...posts, end: outcome, untried: payloads.length - index - 1 };
  }
  return posts;
}
