import pytest
from django.urls import reverse

from tests.factories import a_comment, a_consultation, a_suggestion, an_answer
from werkstatt.participation.queries import figures_of


@pytest.mark.django_db
def test_the_thin_thread_runs_through_the_actions():
    scene = a_consultation()
    remark = a_comment(scene)
    a_suggestion(scene)
    an_answer(scene, remark)
    figures = figures_of(scene.town)
    assert (figures.shown, figures.answered) == (2, 1)
    assert reverse("healthz") == "/healthz"
