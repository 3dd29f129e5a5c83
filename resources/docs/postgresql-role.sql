-- The role that Eligo works with, where another role made the book and owns it. It may add entries and nothing else to
-- what is recorded: whoever has its password can't take a safeguard away, as the owner of the tables could.
--
-- Once after `eligo site init` or `eligo site move`, as a superuser, or as the owner where that is a member of the role:
--
--     CREATE ROLE eligo_work LOGIN PASSWORD '...';
--     psql -d eligo -v room=eligo -v worker=eligo_work -f postgresql-role.sql
--
-- `room` is the schema of the book. From then on the address names `eligo_work`.

\set ON_ERROR_STOP on
BEGIN;
SET LOCAL search_path TO :"room";

GRANT CONNECT ON DATABASE :"DBNAME" TO :"worker";
-- CREATE, since a newer Eligo makes its views anew.
GRANT USAGE, CREATE ON SCHEMA :"room" TO :"worker";

-- What is recorded: read, and added to. Forgetting somebody destroys their key.
GRANT SELECT ON store TO :"worker";
GRANT SELECT, INSERT ON entry, kind_seen, person_key, checkpoint TO :"worker";
GRANT UPDATE (key) ON person_key TO :"worker";

-- The keys of the book's people, wrapped under their passwords.
SELECT format('GRANT SELECT, INSERT, UPDATE ON %s TO %I', keys, :'worker')
    FROM to_regclass('key_file') AS keys WHERE keys IS NOT NULL \gexec

-- What can be thrown away: forms that are not saved yet, and views, which are tables beside the chain.
GRANT SELECT, INSERT, UPDATE, DELETE ON draft, projection TO :"worker";
SELECT format('ALTER %s %I OWNER TO %I', made ->> 0, made ->> 1, :'worker')
    FROM projection, jsonb_array_elements(objects::jsonb) AS made \gexec

COMMIT;
