"""What the assessment does when the strategy moves on."""

from __future__ import annotations

from werkstatt.assessment.models import TextChange
from werkstatt.core.events import on
from werkstatt.strategy.events import VersionPublished
from werkstatt.strategy.models import Block


@on(VersionPublished)
def settle_changes(event: VersionPublished) -> None:
    """Write down what the changed blocks really say, before and after: the draft may have been edited since."""
    changes = list(TextChange.objects.filter(version=event.version))
    uids = [change.block_uid for change in changes]
    after = dict(Block.objects.filter(version=event.version, uid__in=uids).values_list("uid", "text"))
    before = dict(Block.objects.filter(version=event.version.base, uid__in=uids).values_list("uid", "text"))
    for change in changes:
        change.after = after.get(change.block_uid, "")
        change.before = before.get(change.block_uid, change.before)
    TextChange.objects.bulk_update(changes, ["before", "after"], batch_size=500)
