-- Every match as it stands. `state` is what the consumer goes on from; the columns beside it are what the
-- list is filtered and ordered by.
create table matches (
  match_id text primary key,
  -- Number of the last entry of the log, of the last one public channels saw, and of the last one pushed.
  seq integer not null,
  public_seq integer not null,
  pushed_seq integer not null default 0,
  -- `seq` as the last writer had loaded it: an upsert can only be checked against what it brings along.
  loaded_seq integer not null,
  -- Everything in the stream up to this item has been applied. Kinesis numbers its records with up to 56 digits.
  position_sequence numeric not null,
  position_item integer not null,
  status text not null,
  live boolean not null,
  league_id text,
  home_team_id text,
  away_team_id text,
  -- Milliseconds, as on the wire: a cursor made of a time must hit it exactly.
  kick_off timestamptz(3),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  -- Place in the list: a match nobody announced stands where it began for us.
  listed_at timestamptz(3) not null generated always as (coalesce(kick_off, created_at)) stored,
  state json not null
)
-- Rewritten with every batch: with room on its page a new version leaves the indexes alone.
with (fillfactor = 50);

create index matches_listed on matches (listed_at, match_id);
create index matches_by_status on matches (status, listed_at, match_id);
create index matches_by_league on matches (league_id, listed_at, match_id);
create index matches_live on matches (listed_at, match_id) where live;

-- The log: one row per entry, never changed. Columns of fixed width come first, which saves their padding.
-- No foreign key to `matches`: one statement writes both, and checking each row would cost a quarter more.
create table match_log (
  applied_at timestamptz(3) not null,
  stored_at timestamptz(3) not null default now(),
  seq integer not null,
  prev_public_seq integer not null,
  -- Version of the event, 0 for the first.
  revision integer,
  public boolean not null,
  match_id text not null,
  kind text not null,
  provider text not null,
  event_id text,
  event_type text,
  operation text,
  -- json, not jsonb: kept as it was written, and not taken apart on the way in.
  item json not null,
  changes json not null,
  state json not null,
  -- Of two writers that continue the same match only one can.
  constraint match_log_pkey primary key (match_id, seq),
  constraint match_log_kind check (
    case kind
      when 'event' then num_nulls(event_id, revision, event_type, operation) = 0
      when 'status' then num_nonnulls(event_id, revision, event_type, operation) = 0
      else false
    end
  )
);

-- Each version of an event once; also finds the last version of an event.
create unique index match_log_event on match_log (match_id, provider, event_id, revision) where kind = 'event';

-- Aborts the statement that calls it: another writer was faster. 40001 is serialization_failure.
create function refuse_stale_write() returns boolean language plpgsql as $$
begin
  raise exception 'a match has moved on since it was loaded' using errcode = '40001';
end
$$;
