"""The base of every model of a protocol file, and text in several languages."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, RootModel, StringConstraints

from screening.errors import said

Identifier = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,39}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(_[A-Z][A-Za-z]{1,3})?$")]
Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]

DEFAULT_LANGUAGE = "en"


class Model(BaseModel):
    """Frozen, and a misspelt key is an error."""

    # Built when first used: a model inside another is then never built on its own, which a start would feel.
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, defer_build=True)


class Text(RootModel[Annotated[dict[Language, Words], Field(min_length=1)]]):
    """One text in one or more languages, `en` among them: `text.en = "..."`."""

    model_config = ConfigDict(frozen=True)

    def model_post_init(self, context: object, /) -> None:
        """Refuse a text without English, to which every other language falls back."""
        if DEFAULT_LANGUAGE not in self.root:
            raise ValueError(said("protocol.language", language=DEFAULT_LANGUAGE))

    def in_(self, language: str) -> str:
        """Give the text in a language; English where it was not translated."""
        return self.root.get(language) or self.root[DEFAULT_LANGUAGE]
