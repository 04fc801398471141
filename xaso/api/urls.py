from django.urls import path

from xaso.api.v1 import figures, journal

app_name = "api"
urlpatterns = [
    path("v1/journal/digests", journal.list_digests, name="digests"),
    path("v1/figures", figures.list_figures, name="figures"),
]
