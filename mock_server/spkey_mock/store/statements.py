"""The statements that both kinds of database share."""

from .rows import BASE, DOCUMENT, EVENT

STREAM = "world = :world AND incarnation = :incarnation AND aggregate = :aggregate AND id = :id"

_SAME = (
    "{0}.world = {1}.world AND {0}.incarnation = {1}.incarnation AND {0}.aggregate = {1}.aggregate AND {0}.id = {1}.id"
)

_PROBE = "LIMIT 1 OFFSET 0"
"""Makes PostgreSQL look for each row by its key. Without statistics, it would compare all pairs of rows."""

LATEST_BASES = f"""
SELECT {BASE} FROM snapshots s WHERE s.world = :world AND s.incarnation = :incarnation
AND (NOT s.origin OR NOT EXISTS (SELECT 1 FROM snapshots l WHERE {_SAME.format("l", "s")} AND NOT l.origin {_PROBE}))
ORDER BY s.position
"""

# Events that the snapshots cover are not read, so a longer history does not slow down a start.
_HEADS = f"""
WITH heads AS (
    SELECT world, incarnation, aggregate, id, max(version) AS version FROM snapshots
    WHERE world = :world AND incarnation = :incarnation GROUP BY world, incarnation, aggregate, id
    UNION ALL
    SELECT f.world, f.incarnation, f.aggregate, f.id, 0 FROM events f
    WHERE f.world + 0 = :world AND f.incarnation = :incarnation AND f.version = 1
    AND NOT EXISTS (SELECT 1 FROM snapshots s WHERE {_SAME.format("s", "f")} {_PROBE})
)
"""

_OF_HEAD = f"events e WHERE {_SAME.format('e', 'h')} AND e.version > h.version"

LATER_EVENTS = f"{_HEADS} SELECT {EVENT} FROM heads h CROSS JOIN {_OF_HEAD} ORDER BY e.position"

LATER_EVENTS_LATERAL = f"""
{_HEADS} SELECT {EVENT} FROM heads h CROSS JOIN LATERAL (SELECT * FROM {_OF_HEAD} ORDER BY e.version) e
ORDER BY e.position
"""
"""The same for PostgreSQL, which would otherwise read all events while it has no statistics."""

EVENTS_AS_OF = f"""
SELECT {EVENT} FROM events e WHERE e.world + 0 = :world AND e.incarnation = :incarnation
AND e.position <= :position AND e.position < :horizon
AND e.version > coalesce((SELECT o.version FROM snapshots o WHERE {_SAME.format("o", "e")} AND o.origin), 0)
ORDER BY e.position
"""

INSERT_EVENT = """
INSERT INTO events (world, incarnation, aggregate, id, long, version, position, at, type, data)
VALUES (:world, :incarnation, :aggregate, :id, :long, :version, :position, :at, :type, :data)
"""

INSERT_SNAPSHOT = """
INSERT INTO snapshots (world, incarnation, aggregate, id, long, origin, version, position, state)
VALUES (:world, :incarnation, :aggregate, :id, :long, :origin, :version, :position, :state)
"""

_NEWER = """
ON CONFLICT (world, incarnation, aggregate, id, origin) DO UPDATE
SET version = excluded.version, position = excluded.position, state = excluded.state
WHERE snapshots.version < excluded.version
"""

SNAPSHOT = f"""
INSERT INTO snapshots (world, incarnation, aggregate, id, long, origin, version, position, state)
SELECT :world, :incarnation, :aggregate, :id, :long, FALSE, :version, e.position, :state
FROM events e WHERE {STREAM} AND e.version = :version
AND NOT EXISTS (SELECT 1 FROM snapshots WHERE {STREAM} AND origin AND version >= :version)
{_NEWER}
"""

ORIGIN = f"""
INSERT INTO snapshots (world, incarnation, aggregate, id, long, origin, version, position, state)
SELECT :world, :incarnation, :aggregate, :id, :long, TRUE, :version, e.position, :state
FROM events e WHERE {STREAM} AND e.version = :version AND position < :horizon {_NEWER}
"""

DROP = f"""
DELETE FROM events WHERE {STREAM} AND version <= :version
AND EXISTS (SELECT 1 FROM snapshots WHERE {STREAM} AND origin AND version >= :version)
"""

DROP_SNAPSHOTS = f"""
DELETE FROM snapshots WHERE world = :world AND incarnation = :incarnation AND NOT origin
AND EXISTS (SELECT 1 FROM snapshots o WHERE {_SAME.format("o", "snapshots")} AND o.origin
AND o.version >= snapshots.version {_PROBE})
"""

FORGET = """
UPDATE worlds SET forgotten = forgotten + :count, floor = (
    SELECT coalesce(max(position), 0) FROM (
        SELECT position FROM snapshots s WHERE s.world = :world AND s.incarnation = :incarnation AND s.origin
        UNION ALL SELECT worlds.floor
    ) positions
) WHERE world = :world
"""

ALL_DOCUMENTS = f"""
SELECT {DOCUMENT} FROM documents d
WHERE world = :world AND incarnation = :incarnation AND data IS NOT NULL
"""

ONE_DOCUMENT = f"{ALL_DOCUMENTS} AND kind = :kind AND key = :key"

INSERT_DOCUMENT = """
INSERT INTO documents (world, incarnation, kind, key, long, version, data)
VALUES (:world, :incarnation, :kind, :key, :long, :version, :data)
"""

REPLACE = """
UPDATE worlds SET incarnation = incarnation + 1, forgotten = :forgotten, floor = :floor, next = :next
WHERE world = :world AND incarnation = :incarnation
"""

LOG = """
INSERT INTO requests (world, number, entry) VALUES (:world, :number, :entry)
ON CONFLICT (world, number) DO UPDATE SET entry = excluded.entry
"""

SHORTEN = """
DELETE FROM requests WHERE world = :world AND number <= (
    SELECT number FROM requests WHERE world = :world ORDER BY number DESC LIMIT 1 OFFSET :keep
)
"""

SAVE = """
INSERT INTO saves (world, name, long, at, content) VALUES (:world, :name, :long, :at, :content)
ON CONFLICT (world, name) DO UPDATE SET at = excluded.at, content = excluded.content
"""

BASE_AFTER = f"SELECT {BASE} FROM snapshots s WHERE {STREAM} AND version > :after ORDER BY version DESC LIMIT 1"

HISTORY = f"SELECT {EVENT} FROM events e WHERE {STREAM} AND version > :after AND version <= :last ORDER BY version"

EVENTS_AFTER = f"SELECT {EVENT} FROM events e WHERE {STREAM} AND version > :after ORDER BY version"

ORIGINS = f"""
SELECT {BASE} FROM snapshots s WHERE world = :world AND incarnation = :incarnation AND origin ORDER BY position
"""

ORIGIN_AFTER = """
SELECT 1 FROM snapshots WHERE world = :world AND incarnation = :incarnation AND origin AND position > :position LIMIT 1
"""

_FINAL = "FROM events WHERE world + 0 = :world AND incarnation = :incarnation AND position < :horizon ORDER BY position"

RANGE = f"SELECT (SELECT position {_FINAL} ASC LIMIT 1), (SELECT position {_FINAL} DESC LIMIT 1)"
"""The positions of the first and the last event in the log."""

FEED = f"""
SELECT {EVENT} FROM events e WHERE world + 0 = :world AND incarnation = :incarnation
AND position > :after AND position < :horizon ORDER BY position
"""

# Versions ascend with positions, and the index of streams has this order.
FEED_OF_STREAM = (
    f"SELECT {EVENT} FROM events e WHERE {STREAM} AND position > :after AND position < :horizon ORDER BY version"
)
