"""Parts of addresses."""

from __future__ import annotations

from django.urls import register_converter
from django.urls.converters import IntConverter


class NumberConverter(IntConverter):
    """A number that every database can compare: at most nine digits."""

    regex = "[0-9]{1,9}"


register_converter(NumberConverter, "number")
