"""The duty ledger 应报台账: one row for each platform, duty and period, as it last was settled.

Everything in it follows from other records; ``services.duty_ledger`` writes it, and writes it
again from them at any time.
"""

from mongoengine import BooleanField, DateTimeField, Document, StringField

from registry.plain_fields import PlainDict


class DutyRow(Document):
    """One duty of one platform for one period; its ``state`` is ``done``, or ``due`` without that.

    ``due`` is how it would stand had nothing been filed, ``done`` how what was filed first counts
    (both ``policy.duties.DutyState``). ``filed_at`` and ``receipt`` are that filing's,
    ``filed_under`` whose platform it was then, and ``on_behalf`` whether that one filled it in.
    ``authority`` has the platform, and once the window is over it is who had it as it ended.
    ``opens_at`` and ``due_at`` (excluded) are the window's. ``owes`` says whether the platform's
    days in the library let it owe this. ``settled_at`` is when ``due`` was last worked out: what
    became due since, a page knows all the same.
    """

    id = StringField(primary_key=True)
    duty = StringField(required=True)
    period = StringField(required=True)
    platform = StringField(required=True)
    platform_name = StringField(required=True)
    authority = StringField(required=True)
    host = StringField(required=True)
    field = StringField(default="")
    place = StringField(default="")
    owes = BooleanField(required=True)
    due = StringField(required=True)
    done = StringField(default="")
    opens_at = DateTimeField(required=True)
    due_at = DateTimeField(required=True)
    filed_at = DateTimeField()
    receipt = StringField(default="")
    filed_under = StringField(default="")
    on_behalf = BooleanField(default=False)
    settled_at = DateTimeField(required=True)

    meta = {
        "collection": "duties",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["period", "platform"], "unique": True},
            ("platform", "-period"),
            ("period", "authority", "done", "due", "platform"),
            {
                # All that the board reads of a row: it is counted without fetching one.
                "fields": [
                    "period",
                    "owes",
                    "authority",
                    "field",
                    "place",
                    "done",
                    "on_behalf",
                    "filed_at",
                ],
                "name": "board",
            },
        ],
    }

    @property
    def state(self) -> str:
        """Return how the duty stands."""
        return str(self.done or self.due)


class SettledPeriod(Document):
    """A period of the ledger: when its rows were last settled, and how its filings came in.

    ``arrivals`` is there once the window is over: by authority how many were held to it
    (``required``) and how many filed in time in each hour of the window (``by_hour``, counted
    from 0, the hour as text). So a comparison with earlier quarters does not grow with the library.
    ``claimed_at`` is when somebody began to settle it again for a page.
    """

    id = StringField(primary_key=True)
    settled_at = DateTimeField(required=True)
    claimed_at = DateTimeField()
    arrivals = PlainDict()

    meta = {"collection": "settled_periods", "auto_create_index": False}


DOCUMENTS = (DutyRow, SettledPeriod)
