"""What marshmallow says of a body that does not fit, said in Chinese and in our words."""

from flask_smorest.fields import Upload
from marshmallow import Schema, fields, validate

from registry.messages import sentences

_OF_FIELDS: dict[type[fields.Field], dict[str, str]] = {
    fields.Field: {
        "required": "field_required",
        "null": "field_required",
        "validator_failed": "field_invalid",
    },
    fields.String: {"invalid": "field_no_text", "invalid_utf8": "field_no_text"},
    fields.Integer: {"invalid": "field_no_whole_number"},
    fields.Number: {"invalid": "field_no_number", "too_large": "field_no_number"},
    fields.Boolean: {"invalid": "field_no_boolean"},
    fields.Date: {"invalid": "field_no_day"},
    fields.List: {"invalid": "field_no_list"},
    fields.Mapping: {"invalid": "field_no_object"},
    fields.Nested: {"type": "field_no_object"},
    Upload: {"invalid": "field_no_file"},
}
_OF_SCHEMAS = {"type": "invalid_json", "unknown": "field_not_taken"}


def speak_chinese() -> None:
    """Put our sentences in the place of marshmallow's own, for every schema of the process.

    The templates keep marshmallow's parameters, which it fills in itself.
    """
    said = sentences()
    for kind, codes in _OF_FIELDS.items():
        own = kind.__dict__.get("default_error_messages", {})
        kind.default_error_messages = {**own, **{key: said[code] for key, code in codes.items()}}
    Schema._default_error_messages |= {key: said[code] for key, code in _OF_SCHEMAS.items()}  # noqa: SLF001 - no public place for it
    validate.Length.message_min = said["field_too_short"]
    validate.Length.message_max = said["field_too_long"]
    validate.Length.message_all = said["field_length"]
    validate.Length.message_equal = said["field_length_exact"]
    validate.Range.message_min = said["field_too_small"]
    validate.Range.message_max = said["field_too_great"]
    validate.Range.message_all = said["field_range"]
    validate.OneOf.default_message = said["field_choice"]
    validate.Regexp.default_message = said["field_invalid"]
