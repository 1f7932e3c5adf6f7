export const DIALECTS = ["touchline", "flat", "laravel"] as const;
export type Dialect = (typeof DIALECTS)[number];
