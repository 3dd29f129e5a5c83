"""What stands at the head, and so at the foot of every page, of what leaves a book."""

from screening.wording.words import Words


def titled(title: str, words: Words, *, practice: bool) -> str:
    """Give a title as it leaves: out of a practice book it says so, on every page and sheet."""
    return words.text("paper.practice", title=title) if practice else title
