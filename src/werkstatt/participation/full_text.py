"""The search index in the database itself: tables, columns and triggers that Django's models do not describe."""

from __future__ import annotations

from collections.abc import Callable

SQLITE_TABLE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS participation_search USING fts5("
    "words, detail=none, prefix='2 3 4', tokenize='unicode61 remove_diacritics 0')"
)
SQLITE_TRIGGERS = (
    """
    CREATE TRIGGER IF NOT EXISTS participation_search_insert AFTER INSERT ON participation_contribution
    WHEN new.words <> '' BEGIN
        INSERT INTO participation_search (rowid, words)
        VALUES (new.id, char(57344) || new.municipality_id || ' ' || new.words);
        UPDATE participation_contribution SET words = '' WHERE id = new.id;
    END
    """,
    """
    CREATE TRIGGER IF NOT EXISTS participation_search_update AFTER UPDATE OF words ON participation_contribution
    WHEN new.words <> '' BEGIN
        DELETE FROM participation_search WHERE rowid = new.id;
        INSERT INTO participation_search (rowid, words)
        VALUES (new.id, char(57344) || new.municipality_id || ' ' || new.words);
        UPDATE participation_contribution SET words = '' WHERE id = new.id;
    END
    """,
    """
    CREATE TRIGGER IF NOT EXISTS participation_search_delete AFTER DELETE ON participation_contribution BEGIN
        DELETE FROM participation_search WHERE rowid = old.id;
    END
    """,
)
POSTGRESQL = (
    "ALTER TABLE participation_contribution ADD COLUMN search tsvector",
    """
    CREATE FUNCTION participation_search_take_in() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        NEW.search := array_to_tsvector(array_remove(string_to_array(NEW.words, ' '), ''));
        NEW.words := '';
        RETURN NEW;
    END $$
    """,
    "CREATE TRIGGER participation_search_take_in BEFORE INSERT OR UPDATE OF words ON participation_contribution "
    "FOR EACH ROW WHEN (NEW.words <> '') EXECUTE FUNCTION participation_search_take_in()",
    "CREATE INDEX participation_search ON participation_contribution USING gin (search)",
)
POSTGRESQL_GONE = (
    "DROP TRIGGER participation_search_take_in ON participation_contribution",
    "DROP FUNCTION participation_search_take_in()",
    "ALTER TABLE participation_contribution DROP COLUMN search",
)

Execute = Callable[[str], object]


def install(vendor: str, execute: Execute) -> None:
    """Make the index, empty."""
    for statement in (SQLITE_TABLE, *SQLITE_TRIGGERS) if vendor == "sqlite" else POSTGRESQL:
        execute(statement)


def remove(vendor: str, execute: Execute) -> None:
    """Take the index away."""
    if vendor == "sqlite":
        for name in ("insert", "update", "delete"):
            execute(f"DROP TRIGGER IF EXISTS participation_search_{name}")
        execute("DROP TABLE participation_search")
    else:
        for statement in POSTGRESQL_GONE:
            execute(statement)


def mend(vendor: str, execute: Execute) -> None:
    """Put back the triggers that SQLite loses whenever a migration builds the table of contributions anew."""
    if vendor == "sqlite":
        for statement in SQLITE_TRIGGERS:
            execute(statement)
