"""Jobs 定时工作: when each was last done, and how it went."""

from mongoengine import DateTimeField, Document, IntField, StringField


class JobRun(Document):
    """The newest run of one job, whose name is the id. ``done`` is None where it failed."""

    id = StringField(primary_key=True)
    every_seconds = IntField(required=True)
    ran_at = DateTimeField(required=True)
    done = IntField()
    milliseconds = IntField(required=True)

    meta = {"collection": "job_runs", "auto_create_index": False}


DOCUMENTS = (JobRun,)
