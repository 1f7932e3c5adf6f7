import { type RawBuilder, sql } from "kysely";

/** The Postgres type of what a column takes; JSON is given as it is and written by the driver. */
type PgTypeOf<T> = Date extends T
  ? "timestamptz"
  : NonNullable<T> extends boolean
    ? "bool"
    : NonNullable<T> extends string
      ? "text"
      : NonNullable<T> extends number
        ? "int4"
        : NonNullable<T> extends string | number
          ? "numeric"
          : "json";

/** The Postgres type of every column of a row. */
export type ColumnTypes<Row> = { readonly [Column in keyof Row & string]-?: PgTypeOf<Row[Column]> };

/**
 * Any number of rows as one relation, to be selected from: one array parameter per column, so the statement
 * is the same for one row and for a thousand.
 */
export function rowsOf<Row>(columns: ColumnTypes<Row>, rows: readonly Row[]): RawBuilder<Row> {
  const names = columnNames(columns);
  const arrays = names.map((name) => sql`${rows.map((row) => row[name])}::${sql.raw(columns[name])}[]`);
  const head = sql.join(names.map((name) => sql.ref(name)));
  return sql<Row>`(select * from unnest(${sql.join(arrays)}) as given(${head}))`;
}

export function columnNames<Row>(columns: ColumnTypes<Row>): (keyof Row & string)[] {
  return Object.keys(columns) as (keyof Row & string)[];
}
