"""The command line: ``werkstatt …``. One module per command, each with ``configure`` and ``run``."""
