"""Refusals in words, for the use cases."""

from screening.wording import refused, unusable

__all__ = ["refused", "unusable"]
