"""Making what a test needs, through the product's own actions.

>>> scene = a_consultation()          # a town, staff, a published version with an open phase
>>> remark = a_comment(scene)         # one contribution on its first paragraph
"""

from tests.factories.busy import BusyTown, a_busy_town
from tests.factories.opinions import an_opinion_map, votes_of
from tests.factories.proofs import a_proof
from tests.factories.scene import (
    PASSWORD,
    Scene,
    a_comment,
    a_consultation,
    a_document,
    a_member,
    a_scene,
    a_suggestion,
    a_town,
    an_answer,
    first_block,
    signed_in,
)

__all__ = [
    "PASSWORD",
    "BusyTown",
    "Scene",
    "a_busy_town",
    "a_comment",
    "a_consultation",
    "a_document",
    "a_member",
    "a_proof",
    "a_scene",
    "a_suggestion",
    "a_town",
    "an_answer",
    "an_opinion_map",
    "first_block",
    "signed_in",
    "votes_of",
]
