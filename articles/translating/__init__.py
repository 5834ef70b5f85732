"""Translations: stories made from another's text for another edition, and whether they still answer it.

A translation is a story like any other, with its own people and its own chain of Releases. What ties it to its source
stands in three columns of its row, and nothing but this package writes them; nothing here ever changes its text.
"""

from articles.translating.making import mark_current, translate
from articles.translating.states import State, state_of

__all__ = ["State", "mark_current", "state_of", "translate"]
