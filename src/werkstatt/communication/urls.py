"""Public addresses of communication, below the town. What carries a token is private: having the mail is the key."""

from django.urls import path

from werkstatt.communication.views import subscriptions as views

urlpatterns = [
    path("auf-dem-laufenden/", views.subscribe, name="subscribe"),
    path("auf-dem-laufenden/fast-fertig/", views.sent, name="subscription-sent"),
    path("auf-dem-laufenden/bestaetigen/<str:token>/", views.confirm, name="subscription-confirm"),
    path("auf-dem-laufenden/meine/<str:token>/", views.manage, name="subscriptions"),
    path("auf-dem-laufenden/abbestellen/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
