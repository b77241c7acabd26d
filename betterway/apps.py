from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class BetterwayConfig(AppConfig):
    name = "betterway"
    verbose_name = "The network"


class ConvenorAdminConfig(AdminConfig):
    """Django's admin with our own site: login by code, no password pages."""

    default_site = "betterway.convenors.ConvenorSite"
