# Generated from openapi.yaml by python -m generator. Do not edit.
from typing import Literal, TypeAlias

DeviceType: TypeAlias = Literal["camera", "matter", "rtsp-camera"] | str
"""The type of a device. Type checkers and the client accept other values, but the service rejects those that it does
not know."""
