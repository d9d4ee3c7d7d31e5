"""Let the database itself refuse to change the text of a published version (invariant 1)."""

from django.db import migrations

TEXT_TABLES = ("strategy_section", "strategy_block")
MESSAGE = "a published version never changes"


def _sqlite() -> list[str]:
    statements = []
    for table in TEXT_TABLES:
        for verb, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
            statements.append(
                f"CREATE TRIGGER {table}_frozen_{verb.lower()} BEFORE {verb} ON {table} "
                f"WHEN (SELECT state FROM strategy_version WHERE id = {row}.version_id) <> 'draft' "
                f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
            )
    statements.append(
        "CREATE TRIGGER strategy_version_frozen_update BEFORE UPDATE ON strategy_version "
        "WHEN OLD.state <> 'draft' AND (NEW.state = 'draft' OR NEW.content_hash <> OLD.content_hash "
        "OR NEW.number <> OLD.number) "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    )
    return statements


def _postgresql() -> list[str]:
    statements = [
        f"""
        CREATE FUNCTION strategy_text_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE version bigint;
        BEGIN
            IF TG_OP = 'INSERT' THEN version := NEW.version_id; ELSE version := OLD.version_id; END IF;
            IF (SELECT state FROM strategy_version WHERE id = version) <> 'draft' THEN
                RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        END $$
        """,
        f"""
        CREATE FUNCTION strategy_version_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF OLD.state <> 'draft' AND (NEW.state = 'draft' OR NEW.content_hash <> OLD.content_hash
                                         OR NEW.number <> OLD.number) THEN
                RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW;
        END $$
        """,
    ]
    statements += [
        f"CREATE TRIGGER {table}_frozen BEFORE INSERT OR UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION strategy_text_is_frozen()"
        for table in TEXT_TABLES
    ]
    statements.append(
        "CREATE TRIGGER strategy_version_frozen BEFORE UPDATE ON strategy_version "
        "FOR EACH ROW EXECUTE FUNCTION strategy_version_is_frozen()"
    )
    return statements


def _undo(vendor: str) -> list[str]:
    if vendor == "sqlite":
        names = [f"{table}_frozen_{verb}" for table in TEXT_TABLES for verb in ("insert", "update", "delete")]
        return [f"DROP TRIGGER {name}" for name in [*names, "strategy_version_frozen_update"]]
    return [
        *(f"DROP TRIGGER {table}_frozen ON {table}" for table in TEXT_TABLES),
        "DROP TRIGGER strategy_version_frozen ON strategy_version",
        "DROP FUNCTION strategy_text_is_frozen()",
        "DROP FUNCTION strategy_version_is_frozen()",
    ]


def freeze(apps, schema_editor):
    statements = _sqlite() if schema_editor.connection.vendor == "sqlite" else _postgresql()
    for statement in statements:
        schema_editor.execute(statement, params=None)


def thaw(apps, schema_editor):
    for statement in _undo(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("strategy", "0001_initial")]
    operations = [migrations.RunPython(freeze, thaw)]
