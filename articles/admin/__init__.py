from articles.admin import bundles, coverages, pictures, stories, videos

__all__ = ["bundles", "coverages", "pictures", "stories", "videos"]
