from articles.admin import bundles, coverages, editions, pictures, stories, videos

__all__ = ["bundles", "coverages", "editions", "pictures", "stories", "videos"]
