"""ZIP files being filled, and what the manifest says of each file in them."""

import time
import zipfile
from collections.abc import Iterable
from hashlib import sha256


class Packing:
    """A ZIP file being filled; `files` says of each file in it name, size and SHA-256."""

    def __init__(self, packed: zipfile.ZipFile) -> None:
        self._packed = packed
        self._at = time.localtime()[:6]
        self.files: list[dict[str, object]] = []

    def put(self, name: str, parts: Iterable[bytes]) -> None:
        """Write a file piece by piece."""
        digest, size = sha256(), 0
        info = zipfile.ZipInfo(name, self._at)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        with self._packed.open(info, "w", force_zip64=True) as out:
            for part in parts:
                digest.update(part)
                size += len(part)
                out.write(part)
        self.files.append({"name": name, "size": size, "sha256": digest.hexdigest()})
