# Generated from openapi.yaml by python -m generator. Do not edit.
from typing import Literal, TypeAlias

DeviceType: TypeAlias = Literal["camera", "matter", "rtsp-camera"] | str
"""The type of a device. Unknown values are accepted."""
