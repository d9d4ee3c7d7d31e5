"""How often somebody may do what, without an account. See ``core.rates``; an operator can set other numbers."""

from __future__ import annotations

from werkstatt.core.rates import Limit

MINUTES = 60
DAY = 24 * 60 * MINUTES

POSTING = Limit("posting", 30, 10 * MINUTES)
"""Contributions with a proof of work, from one address."""
POSTING_UNPROVEN = Limit("posting-unproven", 5, 10 * MINUTES)
"""Contributions without one, from one address."""
POSTING_PHASE = Limit("posting-phase", 600, 10 * MINUTES)
"""Contributions to one phase, from everywhere. What comes beyond it is taken in, and looked at before it is visible."""
LOOKING_AROUND = Limit("looking-around", 600, 10 * MINUTES)
"""Looks at what others have said, while somebody writes, from one address: a school class shares one."""
SUPPORTING = Limit("supporting", 30, 10 * MINUTES)
"""Clicks on "I support this", from one address."""
SUPPORTING_ONE = Limit("supporting-one", 20, DAY)
"""Supporters of one contribution from one address: a town hall or a school shares one, but not the whole town."""
PRIVATE = Limit("private", 20, 10 * MINUTES)
"""What the holder of a private link sends: changes, withdrawals, objections, addresses."""
CONFIRMATION_MAILS = Limit("confirmation-mails", 6, DAY)
"""Mails that ask one address whether it is right, so that nobody can be flooded through us."""
