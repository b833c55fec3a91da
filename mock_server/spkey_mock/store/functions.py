"""The additions of PostgreSQL to the tables: transaction numbers, functions, and the statement that appends.

Transactions do not become visible in the order in which they took numbers from a sequence, so readers would skip those
that commit late. Here, positions derive from transaction numbers, and the readers of the feed stop at the
oldest transaction in progress.
"""

BITS = 14
"""The binary digits of a position that count the events of one transaction."""

TICK = "pg_current_xact_id()::text::bigint + m.shift"
"""The number of the current transaction, in a query of `meta m`."""

OLDEST = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint + m.shift"
"""The number of the oldest transaction in progress, in a query of `meta m`. All transactions below it have ended."""

FUNCTIONS = """
ALTER TABLE documents ADD tick bigint NOT NULL DEFAULT 0, ADD removed timestamptz;
CREATE INDEX documents_changed ON documents ((world + 0), incarnation, tick);
CREATE INDEX documents_removed ON documents (removed) WHERE removed IS NOT NULL;

-- The offset to transaction numbers, which are lower after a restore into another cluster.
ALTER TABLE meta ADD shift bigint NOT NULL DEFAULT 0;

CREATE FUNCTION conflict(subject text) RETURNS bigint LANGUAGE plpgsql AS
    'BEGIN RAISE SQLSTATE ''SK409'' USING MESSAGE = subject; END';

-- Writes a document, unless it is not at the expected version.
CREATE FUNCTION put(
    of_world bigint, of_incarnation integer, now_tick bigint, a_kind text, a_key text, a_long text, expected integer,
    new_data text
) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    IF expected = 0 AND new_data IS NOT NULL THEN
        -- A removed document remains for a while, and its versions continue, so that every process notices.
        INSERT INTO documents AS d (world, incarnation, kind, key, long, version, data, tick)
        VALUES (of_world, of_incarnation, a_kind, a_key, a_long, 1, new_data, now_tick)
        ON CONFLICT (world, incarnation, kind, key) DO UPDATE
        SET version = d.version + 1, data = excluded.data, tick = excluded.tick, removed = NULL WHERE d.data IS NULL;
    ELSE
        UPDATE documents d SET version = d.version + 1, data = new_data, tick = now_tick,
            removed = CASE WHEN new_data IS NULL THEN now() END
        WHERE d.world = of_world AND d.incarnation = of_incarnation AND d.kind = a_kind AND d.key = a_key
        AND d.version = expected AND d.data IS NOT NULL;
    END IF;
    RETURN CASE WHEN FOUND THEN now_tick ELSE conflict(a_kind || ' ' || a_key) END;
END $$;
"""
"""The statements that create these additions."""

# The transaction gets its number after its snapshot, so everything that it sees has lower numbers.
_CHECKED = f"""
WITH t AS MATERIALIZED (
    SELECT w.world, w.incarnation, {TICK} AS tick FROM worlds w, meta m
    WHERE w.world = :world AND w.incarnation = :incarnation AND NOT EXISTS (
        SELECT 1 FROM unnest(:aggregates::text[], :ids::text[], :expected::bigint[]) s (aggregate, id, expected)
        WHERE s.expected <> coalesce(
            (SELECT e.version FROM events e WHERE e.world = :world AND e.incarnation = :incarnation
            AND e.aggregate = s.aggregate AND e.id = s.id ORDER BY e.version DESC LIMIT 1),
            (SELECT o.version FROM snapshots o WHERE o.world = :world AND o.incarnation = :incarnation
            AND o.aggregate = s.aggregate AND o.id = s.id AND o.origin), 0
        )
    )
), n AS (
    INSERT INTO events (world, incarnation, aggregate, id, long, version, at, type, data, position)
    SELECT t.world, t.incarnation, n.aggregate, n.id, n.long, n.version, n.at, n.type, n.data, (t.tick << {BITS}) + n.n
    FROM t, unnest(
        :event_aggregate::text[], :event_id::text[], :event_long::text[], :event_version::bigint[],
        :event_at::bigint[], :event_type::text[], :event_data::text[]
    ) WITH ORDINALITY n (aggregate, id, long, version, at, type, data, n)
)
"""

APPEND = f"{_CHECKED} SELECT t.tick << {BITS} FROM t"
"""Records events. Returns the position before them, or no row if a stream is not at the expected version."""

APPEND_WITH_PUTS = f"""{_CHECKED}
SELECT min(put(t.world, t.incarnation, t.tick, p.kind, p.key, p.long, p.version - 1, p.data)) << {BITS} FROM t, unnest(
    :put_kind::text[], :put_key::text[], :put_long::text[], :put_version::integer[], :put_data::text[]
) p (kind, key, long, version, data)
HAVING count(*) > 0
"""
"""Records events and documents. Returns the same."""
