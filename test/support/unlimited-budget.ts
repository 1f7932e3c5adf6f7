import type { PostBudget } from "../../modules/ports/gateway.ts";

/** Posts are not counted. */
export const unlimitedBudget: PostBudget = { postsPerSecond: 10_000, chunk: 1_000, take: async () => 0 };
