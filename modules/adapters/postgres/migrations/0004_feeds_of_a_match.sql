-- Which feed of a match acts, and what it takes to go on with another one.
alter table matches add column feeds json;
