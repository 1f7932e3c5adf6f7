import type { RouteLimits, Throttling } from "./apis.ts";

/** API Gateway's token bucket: it holds `burst` requests and refills at `rate` a second. */
function bucket({ ThrottlingRateLimit, ThrottlingBurstLimit }: Throttling, now: () => number) {
  const rate = ThrottlingRateLimit ?? Number.POSITIVE_INFINITY;
  const burst = ThrottlingBurstLimit ?? Number.POSITIVE_INFINITY;
  let tokens = burst;
  let filled = now();
  return (): boolean => {
    const time = now();
    if (tokens < burst) tokens = Math.min(burst, tokens + ((time - filled) / 1000) * rate);
    filled = time;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}

/**
 * Decides for each request whether its route admits it. As at API Gateway, the default setting of a stage applies to
 * each route separately, and a route's own setting replaces it.
 *
 * @param now milliseconds that never run backwards
 */
export function throttle(limits: RouteLimits, now: () => number = () => performance.now()) {
  const buckets = new Map<string, () => boolean>();
  return (routeKey: string): boolean => {
    const setting = limits.routes.get(routeKey) ?? limits.stage;
    if (!setting) return true;
    const take = buckets.get(routeKey) ?? bucket(setting, now);
    buckets.set(routeKey, take);
    return take();
  };
}
