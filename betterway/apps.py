from django.apps import AppConfig, apps
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate


class BetterwayConfig(AppConfig):
    name = "betterway"
    verbose_name = "The network"

    def ready(self) -> None:
        from betterway import called, editions

        # the signal comes after all migrations, for each app that has models
        for module in (editions, called):
            post_migrate.connect(module.install, sender=apps.get_app_config("insights"), dispatch_uid=module.__name__)


class ConvenorAdminConfig(AdminConfig):
    """Django's admin with our own site: login by code, no password pages."""

    default_site = "betterway.convenors.ConvenorSite"
