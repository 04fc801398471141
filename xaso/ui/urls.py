from django.urls import path

from xaso.ui import views

app_name = "ui"
urlpatterns = [
    path("co-chu", views.text_size, name="text-size"),
    path("ngon-ngu", views.language, name="language"),
    path("ui/", views.gallery, name="gallery"),
]
