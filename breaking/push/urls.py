from __future__ import annotations

from django.urls import path

from breaking.push import views

urlpatterns = [
    path("", views.alerts),
    path("subscribe/", views.subscribe),
    path("unsubscribe/", views.unsubscribe),
    path("topics/", views.topics),
]
