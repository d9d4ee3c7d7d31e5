"""What becomes of changes made in versions that not everybody could read, once a later one is public."""

from __future__ import annotations

from collections import defaultdict

from werkstatt.assessment.models import Point, TextChange
from werkstatt.core import clock
from werkstatt.core.audit import record
from werkstatt.strategy.models import Block, Version
from werkstatt.strategy.rules import Audience


def bring_changes_along(version: Version) -> None:
    """Tell a public version's changes against the public version before it, whatever lay between.

    The thread from a voice to its sentence would break otherwise: the change stands in a version that the public
    never sees. And what was said in between must not show as what stood there before. Doing it twice changes nothing.
    """
    between: list[Version] = []
    earlier = version.base
    while earlier is not None and earlier.audience != Audience.PUBLIC:
        between.append(earlier)
        earlier = earlier.base
    if not between:
        return
    own = {change.block_uid: change for change in TextChange.objects.filter(version=version)}
    points: dict[str, set[int]] = defaultdict(set)
    pairs = TextChange.points.through.objects.filter(textchange__version__in=[version, *between])
    for uid, point in pairs.values_list("textchange__block_uid", "point_id"):
        points[uid].add(point)
    uids = set(points) | set(own)
    after = {row.uid: row for row in Block.objects.filter(version=version, uid__in=uids).select_related("section")}
    before = dict(Block.objects.filter(version=earlier, uid__in=uids).values_list("uid", "text")) if earlier else {}
    labels = {
        change.block_uid: change
        for change in TextChange.objects.filter(version__in=between).order_by("version__number")
    }
    for uid in sorted(uids):
        block, old = after.get(uid), before.get(uid, "")
        new = block.text if block else ""
        change = own.get(uid)
        if old == new:
            if change is not None:
                record(None, "void_change", version, block=uid)
                change.delete()
            continue
        if change is None:
            change = TextChange(municipality_id=version.municipality_id, version=version, block_uid=uid)
            change.section_uid, change.section_label = labels[uid].section_uid, labels[uid].section_label
            change.made_at = clock.now()
        if block is not None:
            change.section_uid, change.section_label = block.section.uid, str(block.section)
        change.before, change.after = old, new
        change.save()
        change.points.add(*Point.objects.filter(pk__in=points[uid]))
