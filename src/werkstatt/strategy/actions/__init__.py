"""What can be done with a strategy: one verb function each."""

from werkstatt.strategy.actions.arranging import (
    join_with_previous,
    move_block,
    move_to_end,
    part_block,
    shift_block,
    write_block,
    write_new,
)
from werkstatt.strategy.actions.block import (
    BlockGone,
    EditConflict,
    add_block,
    delete_block,
    edit_block,
    restore_block,
    undo_edit,
)
from werkstatt.strategy.actions.importing import (
    accept_import,
    discard_old_previews,
    discard_preview,
    import_document,
    preview_import,
)
from werkstatt.strategy.actions.picture import add_picture
from werkstatt.strategy.actions.plain_language import SummaryConflict, confirm_summary, write_summary
from werkstatt.strategy.actions.revisions import Shape
from werkstatt.strategy.actions.section import add_section, delete_section, edit_section, move_section, place_section
from werkstatt.strategy.actions.version import (
    begin_empty,
    begin_strategy,
    move_version,
    open_wider,
    publish_version,
    start_draft,
    submission_obstacles,
)

__all__ = [
    "BlockGone",
    "EditConflict",
    "Shape",
    "SummaryConflict",
    "accept_import",
    "add_block",
    "add_picture",
    "add_section",
    "begin_empty",
    "begin_strategy",
    "confirm_summary",
    "delete_block",
    "delete_section",
    "discard_old_previews",
    "discard_preview",
    "edit_block",
    "edit_section",
    "import_document",
    "join_with_previous",
    "move_block",
    "move_section",
    "move_to_end",
    "move_version",
    "open_wider",
    "part_block",
    "place_section",
    "preview_import",
    "publish_version",
    "restore_block",
    "shift_block",
    "start_draft",
    "submission_obstacles",
    "undo_edit",
    "write_block",
    "write_new",
    "write_summary",
]
