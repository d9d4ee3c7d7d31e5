"""How style sheets, scripts and fonts are stored: compressed, and named by the hash of what they say."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Also rewrites the imports between scripts, so that an island and what it imports are renewed together."""

    support_js_module_import_aggregation = True
