from articles.admin import coverages, pictures, stories

__all__ = ["coverages", "pictures", "stories"]
