from django.urls import path

from xaso.portal.views import catalogue

app_name = "portal"
urlpatterns = [
    path("", catalogue.home, name="home"),
]
