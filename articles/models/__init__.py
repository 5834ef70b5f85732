from articles.models.article import (
    Article,
    ArticleImage,
    ArticleTag,
    Byline,
    Correction,
    RelatedLink,
    Source,
    Stage,
)
from articles.models.history import Assignment, AuditEntry, Revision

__all__ = [
    "Article",
    "ArticleImage",
    "ArticleTag",
    "Assignment",
    "AuditEntry",
    "Byline",
    "Correction",
    "RelatedLink",
    "Revision",
    "Source",
    "Stage",
]
