"""Regular jobs."""

from __future__ import annotations

from datetime import timedelta

from werkstatt.core.schedule import regularly
from werkstatt.opinions.actions.forgetting import forget_secrets
from werkstatt.opinions.actions.importing import discard_old_imports

regularly("opinions.secrets.forget", every=timedelta(days=1))(forget_secrets)
regularly("opinions.imports.discard", every=timedelta(days=1))(discard_old_imports)
