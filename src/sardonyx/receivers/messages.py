"""Protobuf message classes made at import from field numbers, for the few messages of others' protocols that we read."""

from collections.abc import Mapping
from typing import Any

from google.protobuf import message_factory
from google.protobuf.descriptor_pb2 import FieldDescriptorProto, FileDescriptorProto
from google.protobuf.descriptor_pool import DescriptorPool

STRING, BYTES = 9, 12
"""Field types, by their number in FieldDescriptorProto."""

Field = tuple[int, int | str, bool]
"""Number, type (a number, or the name of a message of the same schema), whether repeated."""


def built(package: str, schema: Mapping[str, Mapping[str, Field]]) -> dict[str, Any]:
    """The class of each message of `schema` (message → field → Field), by its name."""
    file = FileDescriptorProto(name=f"{package.replace('.', '/')}.proto", package=package, syntax="proto3")
    for message, fields in schema.items():
        described = file.message_type.add(name=message)
        for name, (number, kind, repeated) in fields.items():
            label = FieldDescriptorProto.LABEL_REPEATED if repeated else FieldDescriptorProto.LABEL_OPTIONAL
            field = described.field.add(name=name, number=number, label=label)
            if isinstance(kind, str):
                field.type, field.type_name = FieldDescriptorProto.TYPE_MESSAGE, f".{package}.{kind}"
            else:
                field.type = FieldDescriptorProto.Type.ValueType(kind)
    pool = DescriptorPool()
    pool.Add(file)
    return {name: message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{package}.{name}")) for name in schema}
