"""Leadership 定时工作主持: which process of ``reserve jobs`` runs the jobs, and who stands by."""

from mongoengine import DateTimeField, Document, StringField


class JobsLead(Document):
    """The lead over the jobs: one record, taken by lease. ``since`` is when its holder took it.

    Its number is its id as well: so there is one, also on a database whose indexes nobody made.
    """

    id = StringField(primary_key=True)
    number = StringField(required=True)
    state = StringField(required=True)
    lease_until = DateTimeField()
    lease_holder = StringField(default="")
    since = DateTimeField()

    meta = {"collection": "jobs_lead", "auto_create_index": False}


class JobsProcess(Document):
    """One process of ``reserve jobs``; its id is the name under which it holds the lead.

    ``place`` is machine and process id. ``seen_at`` is by the database's clock; who was not seen
    for an hour is forgotten.
    """

    id = StringField(primary_key=True)
    place = StringField(required=True)
    seen_at = DateTimeField(required=True)

    meta = {
        "collection": "jobs_processes",
        "auto_create_index": False,
        "indexes": [{"fields": ["seen_at"], "expireAfterSeconds": 3600}],
    }


DOCUMENTS = (JobsLead, JobsProcess)
