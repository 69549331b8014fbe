#!/usr/bin/python3
"""WebKitGTK under WebDriver with storage that outlives it.

MiniBrowser keeps nothing under automation, and WebDriver leads it only then: after its end there is
no service worker and no outbox. A phone keeps everything, so this window keeps it in the folder it
is given: --folder=F --language=L --size=WIDTHxHEIGHT.
"""

import sys

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import Gtk, WebKit2

told = dict(word[2:].split("=", 1) for word in sys.argv[1:] if "=" in word)
folder = told["folder"]
width, height = map(int, told["size"].split("x"))
manager = WebKit2.WebsiteDataManager(
    base_data_directory=f"{folder}/data", base_cache_directory=f"{folder}/cache"
)
context = WebKit2.WebContext(website_data_manager=manager)
context.set_preferred_languages([told["language"]])
context.get_cookie_manager().set_persistent_storage(
    f"{folder}/cookies", WebKit2.CookiePersistentStorage.SQLITE
)
context.set_automation_allowed(True)


def view(_session):
    page = WebKit2.WebView(web_context=context, is_controlled_by_automation=True)
    window = Gtk.Window(default_width=width, default_height=height)
    window.add(page)
    page.connect("close", lambda _page: window.destroy())
    window.show_all()
    return page


def started(_context, session):
    session.set_application_info(WebKit2.ApplicationInfo())
    session.connect("create-web-view", view)


context.connect("automation-started", started)
Gtk.main()
