/** How often a viewer should send a message, a ping if it has no other, in ms. */
export const PING_MS = 30_000;

/** Silence in ms after which a viewer counts as gone: two pings may be late or lost. */
export const SILENCE_MS = 2.5 * PING_MS;
