"""What is opened of a book when its pages are timed."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from kexie.web.figures.behind import SIZE


@dataclass(frozen=True, slots=True)
class Places:
    """The codes of a unit, an activity and a matter, the period looked at, and words that something holds."""

    unit: str
    period: str
    activity: str
    matter: str
    words: str

    def addresses(self) -> dict[str, str]:
        """Return the pages that are timed, by what they are."""
        asked = f"unit={self.unit}&period={self.period}"
        return {
            "home": "/",
            "activities": f"/activities/?period={self.period}",
            "activities of a kind": f"/activities/?period={self.period}&kind=study",
            "activities, tenth page": f"/activities/?period={self.period}&page=10",
            "one activity": f"/activities/{self.activity}/",
            "calendar": "/activities/calendar/",
            "matters, what waits": "/matters/",
            "matters, all late ones": "/matters/?view=late",
            "matters, open ones": "/matters/?view=open",
            "matters, all of them": "/matters/?view=all",
            "matters of a kind by stage": "/matters/board/",
            "matters by unit": "/matters/units/",
            "matters by term": "/matters/timeline/",
            "one matter": f"/matters/{self.matter}/",
            "meetings": "/meetings/",
            "inspections": "/inspections/",
            "voices that wait": "/matters/voices/",
            "voices answered": "/voices/answers/",
            "branches": "/branches/",
            "branches by month": "/branches/matrix/",
            "units": "/units/",
            "a unit": f"/units/{self.unit}/",
            "people": "/settings/people/",
            "posts": "/settings/posts/",
            "history": "/settings/log/",
            "search": f"/search/?{urlencode({'q': self.words})}",
            "figures": "/figures/",
            "plan": "/plan/",
            "targets": "/plan/targets/",
            "reports": "/reports/",
            "imports": "/imports/",
            "figure of a year": f"/figures/attendances/?{asked}",
            "figure of a year by province": f"/figures/attendances/?{asked}&by=units:province",
            "figure of a year by month": f"/figures/attendances/?{asked}&by=month",
            "figure of a year, tenth page of its records": f"/figures/activities/?{asked}&start={9 * SIZE}",
        }
