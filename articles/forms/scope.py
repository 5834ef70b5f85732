from articles.editions.scope import editions_for, in_scope, person

__all__ = ["editions_for", "in_scope", "person"]
