import type { PostBudget, PostRank } from "../../modules/ports/gateway.ts";

/** The wait that a budget without posts names, in milliseconds. */
const WAIT_MS = 100;

/** A budget that permits so many posts, and as many again after each pause; `asked` lists what it was asked for. */
export function memoryBudget(posts: number, chunk: number) {
  const asked: [number, PostRank][] = [];
  let left = posts;
  let clock = 0;
  const budget: PostBudget = {
    postsPerSecond: posts,
    chunk,
    take: async (wanted, rank) => {
      asked.push([wanted, rank]);
      if (wanted > left) return WAIT_MS;
      left -= wanted;
      return 0;
    },
  };
  const sleep = async (ms: number) => {
    clock += ms;
    left = posts;
  };
  return { budget, asked, sleep, clock: () => clock };
}
