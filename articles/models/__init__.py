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
from articles.models.history import AuditEntry, Revision

__all__ = [
    "Article",
    "ArticleImage",
    "ArticleTag",
    "AuditEntry",
    "Byline",
    "Correction",
    "RelatedLink",
    "Revision",
    "Source",
    "Stage",
]
