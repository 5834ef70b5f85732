"""What `articles` announces to the packages above it."""

from django.dispatch import Signal

# Sent with `release` (articles.published.models.Release) once readers see it: after the commit, and not when it is
# scheduled but when that has come true.
article_published = Signal()

# Sent with `change` (articles.releasing.Change) and `verb`, in the transaction of a verb that has just done its work.
chain_changed = Signal()
