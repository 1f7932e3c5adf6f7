-- What we found out about a feed is an entry of its own: it is told to viewers in order with the rest.
alter table match_log drop constraint match_log_kind;
alter table match_log add constraint match_log_kind check (
  case kind
    when 'event' then num_nulls(event_id, revision, event_type, operation) = 0
    when 'status' then num_nonnulls(event_id, revision, event_type, operation) = 0
    when 'feed' then num_nonnulls(event_id, revision, event_type, operation) = 0
    else false
  end
  -- The rows that are there already fit, and looking at each would hold up the writers meanwhile.
) not valid;

-- Connections the last pushed frame was meant for.
alter table matches add column viewers integer not null default 0;
