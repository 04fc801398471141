from django.urls import path

from xaso.ui import views, wellknown

app_name = "ui"
urlpatterns = [
    path("co-chu", views.text_size, name="text-size"),
    path("ngon-ngu", views.language, name="language"),
    path(".well-known/security.txt", wellknown.security_txt, name="security-txt"),
    path("robots.txt", wellknown.robots_txt, name="robots"),
    path("ui/", views.gallery, name="gallery"),
]
