"""What the use cases of this context work with."""

from __future__ import annotations

from nongxin.archives.files.import_store import Imports
from nongxin.archives.photos.photo_store import Photos
from nongxin.archives.review.station_store import WorkStations
from nongxin.archives.store import Households
from nongxin.kernel.clock import Clock
from nongxin.kernel.directory import Directory
from nongxin.kernel.numbers import Numbers
from nongxin.kernel.privacy import Vault
from nongxin.kernel.storage import Storage
from nongxin.kernel.uploads import Uploads
from nongxin.kernel.value import value


@value
class ArchiveParts:
    households: Households
    numbers: Numbers
    directory: Directory
    vault: Vault
    clock: Clock
    stations: WorkStations
    storage: Storage
    uploads: Uploads
    photos: Photos
    imports: Imports
