"""Addresses of health and metrics."""

from django.urls import URLPattern, URLResolver, path

from apps.operations import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", views.alive, name="healthz"),
    path("readyz", views.ready, name="readyz"),
]
