from django.http import HttpResponse

from werkstatt.organisations.views.binding import StaffRequest, staff_page


@staff_page("assessment.change_text")
def suggestion(request: StaffRequest, number: int) -> HttpResponse:
    return HttpResponse("")


@staff_page("assessment.change_text")
def change(request: StaffRequest, number: int, position: int) -> HttpResponse:
    return HttpResponse("")
