from django.apps import AppConfig, apps
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate


class BetterwayConfig(AppConfig):
    name = "betterway"
    verbose_name = "The network"

    def ready(self) -> None:
        from betterway import editions

        # the signal comes after all migrations, for each app that has models
        post_migrate.connect(editions.install, sender=apps.get_app_config("insights"), dispatch_uid="editions")


class ConvenorAdminConfig(AdminConfig):
    """Django's admin with our own site: login by code, no password pages."""

    default_site = "betterway.convenors.ConvenorSite"
