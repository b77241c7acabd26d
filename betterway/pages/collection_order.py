"""The order of a collection: all of it in short lines, with a number for each to type another over."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from betterway.pages.collections import own_collection
from insights import ordering
from insights.collection_forms import OrderSheet


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def collection_order(request: HttpRequest, slug: str) -> HttpResponse:
    """Puts every line at the place typed for it, and the one whose button was pressed before all others."""
    collection = own_collection(request, slug)
    sheet = OrderSheet(collection, request.user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and sheet.form.is_valid():
        top = request.POST.get("top")
        ordering.put_in_order(collection, {**sheet.form.cleaned_data, **({top: 0} if top else {})})
        messages.success(request, "It is in this order now.")
        return redirect(collection.order_url)
    return render(request, "insights/collection_order.html", {"collection": collection, "sheet": sheet})
