"""What an entry of the book says: typed, versioned, never rewritten."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict


class Event(BaseModel):
    """What an entry says."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    kind: ClassVar[str]
    version: ClassVar[int] = 1
