"""Every address of the site. Names are `app:noun-verb`; a page found by its words has the argument `slug`."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.contrib import admin
from django.contrib.sitemaps import views as sitemap_views
from django.urls import include, path, register_converter
from django.views.generic import RedirectView, TemplateView

from betterway.api.views import api
from betterway.pages import (
    articles,
    atom,
    cells,
    collection_order,
    collections,
    events,
    feeds,
    following,
    health,
    home,
    insights,
    me,
    notes,
    organisations,
    people,
    revisions,
    round_ups,
    search,
    series,
    signing_up,
    suggesting,
    topics,
)
from betterway.sitemaps import SITEMAPS, sitemap_list
from betterway.words_in_addresses import TokenConverter
from events.views import place_detail
from insights.views import say_detail
from people.views import AskForCode, add_second_factor, join, join_confirm, join_sent, login_link, stop_detail

register_converter(TokenConverter, "token")

people_urls = [
    path("people/", people.person_list, name="person-list"),
    path("people/<slug:slug>/", people.person_detail, name="person-detail"),
    path("stop/<token:token>/", stop_detail, name="stop-detail"),
    path("organisations/", organisations.organisation_list, name="organisation-list"),
    path("organisations/<slug:slug>/", organisations.organisation_detail, name="organisation-detail"),
    path("join/", join, name="join"),
    path("join/sent/", join_sent, name="join-sent"),
    path("join/<token:token>/", join_confirm, name="join-confirm"),
    path("members/", me.member_list, name="member-list"),
    path("me/", me.me, name="me"),
    path("me/join/", me.ask_in, name="ask-in"),
    path("me/details/", me.details, name="details"),
    path("me/address/", me.address, name="address"),
    path("me/address/<token:token>/", me.address_confirm, name="address-confirm"),
    path("me/data/", me.download, name="data"),
    path("me/leave/", me.leave, name="leave"),
]

events_urls = [
    path("events/", events.event_list, name="event-list"),
    path("events/<slug:slug>/", events.event_detail, name="event-detail"),
    path("events/<slug:slug>/sign-up/", signing_up.sign_up, name="sign-up"),
    path("events/<slug:slug>/sign-up/cancel/", signing_up.cancel, name="sign-up-cancel"),
    path("events/<slug:slug>/calendar.ics", feeds.event_calendar, name="event-calendar"),
    path("feeds/", feeds.feed_list, name="feed-list"),
    path("feeds/meetings.ics", feeds.meeting_feed, name="meeting-feed"),
    path("feeds/cells/<slug:slug>.ics", feeds.cell_feed, name="cell-feed"),
    path("feeds/mine/renew/", feeds.own_feed_renew, name="own-feed-renew"),
    path("feeds/mine/<token:token>.ics", feeds.own_feed, name="own-feed"),
    path("places/<token:token>/", place_detail, name="place-detail"),
    path("cells/", cells.cell_list, name="cell-list"),
    path("cells/<slug:slug>/", cells.cell_detail, name="cell-detail"),
    path("series/<slug:slug>/", series.series_detail, name="series-detail"),
    path("topics/", topics.topic_list, name="topic-list"),
    path("topics/<slug:slug>/", topics.topic_detail, name="topic-detail"),
]

insights_urls = [
    path("insights/", insights.insight_list, name="insight-list"),
    path("insights/<int:pk>/", insights.insight_detail, name="insight-by-number"),
    path("insights/<int:pk>/keep/", collections.insight_keep, name="insight-keep"),
    path("insights/<int:pk>/<slug:slug>/", insights.insight_detail, name="insight-detail"),
    path("feeds/insights.atom", atom.atom, name="atom"),
    path("feeds/cells/<slug:slug>.atom", atom.cell_atom, name="cell-atom"),
    path("feeds/topics/<slug:slug>.atom", atom.topic_atom, name="topic-atom"),
    path("me/follow/", following.follow, name="follow"),
    path("me/hear/", following.hear, name="hear"),
    path("collections/", collections.collection_list, name="collection-list"),
    path("collections/new/", collections.collection_start, name="collection-start"),
    path("collections/round-up/", round_ups.round_up, name="round-up"),
    path("collections/shared/<token:token>/", collections.collection_shared, name="collection-shared"),
    path("collections/<slug:slug>/", collections.collection_detail, name="collection-detail"),
    path("collections/<slug:slug>/edit/", collections.collection_edit, name="collection-edit"),
    path("collections/<slug:slug>/order/", collection_order.collection_order, name="collection-order"),
    path("collections/<slug:slug>/share/", collections.collection_share, name="collection-share"),
    path("collections/<slug:slug>/answer/", collections.collection_answer, name="collection-answer"),
    path("collections/<slug:slug>/delete/", collections.collection_delete, name="collection-delete"),
    path("collections/<slug:slug>.md", collections.collection_take_away, {"form": "md"}, name="collection-md"),
    path("collections/<slug:slug>.html", collections.collection_take_away, {"form": "html"}, name="collection-html"),
    path("draft/<token:token>/", say_detail, name="say-detail"),
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
    path("login/", AskForCode.as_view(), name="account_login"),
    path("login/", AskForCode.as_view(), name="account_request_login_code"),
    path("login/code/", account.ConfirmLoginCodeView.as_view(), name="account_confirm_login_code"),
    path("login/link/<uidb64>/<token>/", login_link, name="login-link"),
    path("login/inactive/", account.AccountInactiveView.as_view(), name="account_inactive"),
    path("login/again/", to_login, name="account_reauthenticate"),
    path("login/sign-up/", to_login, name="account_signup"),
    path("logout/", account.LogoutView.as_view(), name="account_logout"),
]

second_factor_urls = [
    path("login/second-factor/", second_factor.authenticate, name="mfa_authenticate"),
    path("me/second-factor/", second_factor.index, name="mfa_index"),
    path("me/second-factor/again/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("me/second-factor/add/", add_second_factor, name="mfa_activate_totp"),
    path("me/second-factor/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("me/second-factor/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("me/second-factor/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("me/second-factor/codes/download/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("search/suggestions/", suggesting.suggestions, name="suggestions"),
    path("", include((people_urls, "people"))),
    path("", include((events_urls, "events"))),
    path("", include((insights_urls, "insights"))),
    path("", include(login_urls)),
    path("", include(second_factor_urls)),
    path("api/", api.urls),
    path("sitemap.xml", sitemap_list, name="sitemaps"),
    path("sitemap-<section>.xml", sitemap_views.sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("robots.txt", TemplateView.as_view(template_name="robots.txt", content_type="text/plain"), name="robots"),
    path("admin/", admin.site.urls),
    path("healthz", health.healthz, name="healthz"),
]

handler404 = "betterway.pages.errors.not_found"
