from articles.editions.scope import edition_ids_for, editions_for, in_scope, person

__all__ = ["edition_ids_for", "editions_for", "in_scope", "person"]
