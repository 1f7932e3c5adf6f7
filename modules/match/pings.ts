/** How often a viewer should send a message, a ping if it has no other, in ms. */
export const PING_MS = 30_000;

/**
 * Silence, in ms, after which a viewer is no longer a member of its presence channels: two pings may be late or lost.
 */
export const MEMBER_TIMEOUT_MS = 2.5 * PING_MS;
