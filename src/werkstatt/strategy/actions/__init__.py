"""What can be done with a strategy: one verb function each."""

from werkstatt.strategy.actions.block import EditConflict, add_block, delete_block, edit_block, move_block
from werkstatt.strategy.actions.importing import accept_import, discard_old_previews, preview_import
from werkstatt.strategy.actions.section import add_section, edit_section
from werkstatt.strategy.actions.version import begin_strategy, move_version, publish_version, start_draft

__all__ = [
    "EditConflict",
    "accept_import",
    "add_block",
    "add_section",
    "begin_strategy",
    "delete_block",
    "discard_old_previews",
    "edit_block",
    "edit_section",
    "move_block",
    "move_version",
    "preview_import",
    "publish_version",
    "start_draft",
]
