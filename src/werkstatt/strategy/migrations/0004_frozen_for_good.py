"""Close the ways around the frozen text: rows pushed into a published version, its language, its strategy's title.

All of these are part of what the content hash vouches for.
"""

from django.db import migrations

TEXT_TABLES = ("strategy_section", "strategy_block")
MESSAGE = "a published version never changes"
VERSION_CHANGED = (
    "OLD.state <> 'draft' AND (NEW.state = 'draft' OR NEW.content_hash <> OLD.content_hash "
    "OR NEW.number <> OLD.number OR NEW.language <> OLD.language OR NEW.strategy_id <> OLD.strategy_id "
    "OR NEW.published_at <> OLD.published_at)"
)
TITLE_CHANGED = (
    "NEW.title <> OLD.title AND EXISTS (SELECT 1 FROM strategy_version v "
    "WHERE v.strategy_id = OLD.id AND v.state <> 'draft')"
)


def _sqlite() -> list[str]:
    statements = []
    for table in TEXT_TABLES:
        statements += [
            f"DROP TRIGGER IF EXISTS {table}_frozen_update",
            f"CREATE TRIGGER {table}_frozen_update BEFORE UPDATE ON {table} WHEN EXISTS (SELECT 1 FROM "
            "strategy_version v WHERE v.id IN (OLD.version_id, NEW.version_id) AND v.state <> 'draft') "
            f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
        ]
    for table, when in (("strategy_version", VERSION_CHANGED), ("strategy_strategy", TITLE_CHANGED)):
        statements += [
            f"DROP TRIGGER IF EXISTS {table}_frozen_update",
            f"CREATE TRIGGER {table}_frozen_update BEFORE UPDATE ON {table} WHEN {when} "
            f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
        ]
    return statements


def _postgresql() -> list[str]:
    error = f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'"
    return [
        f"""
        CREATE OR REPLACE FUNCTION strategy_text_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP <> 'DELETE' AND (SELECT state FROM strategy_version WHERE id = NEW.version_id) <> 'draft' THEN
                {error};
            END IF;
            IF TG_OP <> 'INSERT' AND (SELECT state FROM strategy_version WHERE id = OLD.version_id) <> 'draft' THEN
                {error};
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        END $$
        """,
        f"""
        CREATE OR REPLACE FUNCTION strategy_version_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {VERSION_CHANGED} THEN {error}; END IF;
            RETURN NEW;
        END $$
        """,
        f"""
        CREATE OR REPLACE FUNCTION strategy_title_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {TITLE_CHANGED} THEN {error}; END IF;
            RETURN NEW;
        END $$
        """,
        "CREATE TRIGGER strategy_strategy_frozen BEFORE UPDATE ON strategy_strategy "
        "FOR EACH ROW EXECUTE FUNCTION strategy_title_is_frozen()",
    ]


def freeze(apps, schema_editor):
    statements = _sqlite() if schema_editor.connection.vendor == "sqlite" else _postgresql()
    for statement in statements:
        schema_editor.execute(statement, params=None)


def thaw(apps, schema_editor):
    """The weaker guards of 0002 are a part of these; only what is new has to go."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER strategy_strategy_frozen_update", params=None)
    else:
        schema_editor.execute("DROP TRIGGER strategy_strategy_frozen ON strategy_strategy", params=None)
        schema_editor.execute("DROP FUNCTION strategy_title_is_frozen()", params=None)


class Migration(migrations.Migration):
    dependencies = [("strategy", "0003_editing")]
    operations = [migrations.RunPython(freeze, thaw)]
