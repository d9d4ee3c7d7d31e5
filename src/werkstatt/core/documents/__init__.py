"""Documents in and out: DOCX, ODT, Markdown and plain text to the document model, and the model to every format.

Read from the outside in: ``reading.read`` takes a file, ``writing`` and ``pdf`` give one back, ``inline`` is the
notation people type into a text field, ``html`` is what the pages show.
"""
