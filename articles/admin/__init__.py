from articles.admin import coverages, pictures, stories, videos

__all__ = ["coverages", "pictures", "stories", "videos"]
