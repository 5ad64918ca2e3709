"""Where the deployed bank answers."""

from __future__ import annotations

from devkit.cloud import LocalCloud
from devkit.trouble import Trouble

API_STAGE = "live"


def api_url(cloud: LocalCloud) -> str:
    """The API's address on a local cloud, read anew after each deploy: its id changes with its
    document.
    """
    for values in cloud.outputs().values():
        if "ApiId" in values:
            return cloud.api_url(values["ApiId"], API_STAGE)
    raise Trouble("no API is deployed; scripts/local deploy does it.")
