"""Object stores as this process reaches them: S3, Azure Blob and Google Cloud Storage.

`obstore` is built on the library of an engine that shares them: both take the same URLs, and find
credentials in the same environment. There are no folders: what others have as one is a common
start of names.
"""

from jafflegaggle.object_store.bucket import SCHEMES, is_object_store
from jafflegaggle.object_store.files import (
    StoredFile,
    copy_file,
    names_below,
    read_bytes,
    remove_files,
    stored_file,
    stored_files,
    write_bytes,
    write_if,
)

__all__ = [
    "SCHEMES",
    "StoredFile",
    "copy_file",
    "is_object_store",
    "names_below",
    "read_bytes",
    "remove_files",
    "stored_file",
    "stored_files",
    "write_bytes",
    "write_if",
]
