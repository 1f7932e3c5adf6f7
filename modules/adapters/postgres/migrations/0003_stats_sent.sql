-- What viewers were last told of the statistics, and when: several writers share one pace.
alter table matches add column stats_sent json;
