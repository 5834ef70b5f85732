"""What `articles` announces to the packages above it, after the commit and when the change has come true."""

from django.dispatch import Signal

# Sent with `release` (articles.published.models.Release) once readers see it; not when it is scheduled.
article_published = Signal()
