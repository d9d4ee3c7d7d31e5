"""Addresses for everybody, below ``/<town>/``."""

from django.urls import path

from werkstatt.opinions.views import open_data, propose, result, voting

urlpatterns = [
    path("stimmungsbild/", result.opinions, name="opinions"),
    path("stimmungsbild/<int:phase>/", result.opinion, name="opinion"),
    path("stimmungsbild/<int:phase>/ich/", result.opinion_mine, name="opinion-mine"),
    path("stimmungsbild/<int:phase>/abstimmen/", voting.vote, name="opinion-vote"),
    path("stimmungsbild/<int:phase>/abstimmen/meine/", voting.own_votes_page, name="opinion-own"),
    path("stimmungsbild/<int:phase>/these/", propose.propose, name="opinion-propose"),
    path("stimmungsbild/<int:phase>/stimmen.csv", open_data.votes, name="opinion-votes"),
    path("stimmungsbild/<int:phase>/thesen.csv", open_data.statements, name="opinion-statements"),
    path("stimmungsbild/<int:phase>/gruppen.csv", result.groups, name="opinion-groups"),
]
