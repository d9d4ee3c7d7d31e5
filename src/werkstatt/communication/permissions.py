"""Who may do what with mails. Subscribing needs no permission: only having the address."""

from __future__ import annotations

import rules

from werkstatt.organisations.permissions import moderates

rules.add_perm("communication.view_mails", moderates)
rules.add_perm("communication.send_mails", moderates)
