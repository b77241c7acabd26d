"""Every address of the site. Names are `app:noun-verb`; a page found by its words has the argument `slug`."""

from __future__ import annotations

from allauth.account import views as account
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from betterway.pages import (
    articles,
    cells,
    events,
    health,
    home,
    insights,
    notes,
    organisations,
    people,
    revisions,
    search,
    series,
    topics,
)
from insights.views import say_detail
from people.views import login_link

people_urls = [
    path("people/", people.person_list, name="person-list"),
    path("people/<slug:slug>/", people.person_detail, name="person-detail"),
    path("organisations/", organisations.organisation_list, name="organisation-list"),
    path("organisations/<slug:slug>/", organisations.organisation_detail, name="organisation-detail"),
]

events_urls = [
    path("events/", events.event_list, name="event-list"),
    path("events/<slug:slug>/", events.event_detail, name="event-detail"),
    path("cells/", cells.cell_list, name="cell-list"),
    path("cells/<slug:slug>/", cells.cell_detail, name="cell-detail"),
    path("series/<slug:slug>/", series.series_detail, name="series-detail"),
    path("topics/", topics.topic_list, name="topic-list"),
    path("topics/<slug:slug>/", topics.topic_detail, name="topic-detail"),
]

insights_urls = [
    path("insights/", insights.insight_list, name="insight-list"),
    path("insights/<int:pk>/", insights.insight_detail, name="insight-by-number"),
    path("insights/<int:pk>/<slug:slug>/", insights.insight_detail, name="insight-detail"),
    path("draft/<str:token>/", say_detail, name="say-detail"),
    path("events/<slug:slug>/note/", notes.note_detail, name="note-detail"),
    path("events/<slug:slug>/note/revisions/", revisions.of_note, name="note-revision-list"),
    path("events/<slug:slug>/note/revisions/<int:number>/", revisions.of_note, name="note-revision-detail"),
    path("reading/", articles.article_list, name="article-list"),
    path("reading/<slug:slug>/", articles.article_detail, name="article-detail"),
    path("reading/<slug:slug>/revisions/", revisions.of_article, name="article-revision-list"),
    path("reading/<slug:slug>/revisions/<int:number>/", revisions.of_article, name="article-revision-detail"),
]

# Login is by a code sent by mail. allauth looks its other pages up by name; they all lead to the one login page.
to_login = RedirectView.as_view(pattern_name="account_login", query_string=True)
login_urls = [
    path("login/", account.RequestLoginCodeView.as_view(), name="account_login"),
    path("login/", account.RequestLoginCodeView.as_view(), name="account_request_login_code"),
    path("login/code/", account.ConfirmLoginCodeView.as_view(), name="account_confirm_login_code"),
    path("login/link/<uidb64>/<token>/", login_link, name="login-link"),
    path("login/inactive/", account.AccountInactiveView.as_view(), name="account_inactive"),
    path("login/again/", to_login, name="account_reauthenticate"),
    path("login/sign-up/", to_login, name="account_signup"),
    path("logout/", account.LogoutView.as_view(), name="account_logout"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("", include((people_urls, "people"))),
    path("", include((events_urls, "events"))),
    path("", include((insights_urls, "insights"))),
    path("", include(login_urls)),
    path("admin/", admin.site.urls),
    path("healthz", health.healthz, name="healthz"),
]

handler404 = "betterway.pages.errors.not_found"
