"""The use cases: the only door to the book of record for the window and the command line."""

from screening.ledger import Server, Verification, is_address
from screening.service.adding import Added
from screening.service.amendments import Changed, Replays
from screening.service.archiving import archive
from screening.service.attendance import Attendance, FailedAttempts
from screening.service.auditing import Value
from screening.service.backups import Restoring, back_up, has_people, restoring
from screening.service.beginning import KEY, PRACTICE, exists
from screening.service.checklists import export_checklist
from screening.service.conduct import PAUSES, Dates, Standing
from screening.service.drafting import (
    Kept,
    OpenDraft,
    ProtocolDrafts,
    begin_from_file,
    blank_draft,
    next_version,
    save_draft_as,
    write_skeleton,
)
from screening.service.drafts import Actor
from screening.service.entrance import (
    begin_accounts,
    begin_with_accounts,
    choose_password,
    enter,
    has_accounts,
    prepare,
    recover,
)
from screening.service.exporting import (
    LOGS,
    STANDARDS,
    TABLES,
    WHY_IDENTIFIED,
    Format,
    Level,
    Preview,
    Template,
    View,
    Wish,
    export,
    export_figure,
    export_month,
    export_replay,
    export_trail,
    figure_about,
    offered,
    preview,
    read_template,
)
from screening.service.forms import AWAY
from screening.service.headcode import HeadCode
from screening.service.judging import second_look, second_look_back
from screening.service.leaving import StoppedError
from screening.service.moving import move
from screening.service.outcomes import Act
from screening.service.queries import Turn
from screening.service.reviewing import save_review_pack
from screening.service.rules import RULES
from screening.service.saving import Case, Saved
from screening.service.sealing import Proof, manifest_of, read_proof
from screening.service.signing import Signature
from screening.service.site import Record, Site
from screening.service.staff import Grant
from screening.service.today import Waiting
from screening.service.trail import Line, Wanted
from screening.service.versions import APPROVERS, WHY_BACK, Approval, InUse, Review
from screening.service.visits import Visit
from screening.service.where import join, server_of
from screening.settings import today

__all__ = [
    "APPROVERS",
    "AWAY",
    "KEY",
    "LOGS",
    "PAUSES",
    "PRACTICE",
    "RULES",
    "STANDARDS",
    "TABLES",
    "WHY_BACK",
    "WHY_IDENTIFIED",
    "Act",
    "Actor",
    "Added",
    "Approval",
    "Attendance",
    "Case",
    "Changed",
    "Dates",
    "FailedAttempts",
    "Format",
    "Grant",
    "HeadCode",
    "InUse",
    "Kept",
    "Level",
    "Line",
    "OpenDraft",
    "Preview",
    "Proof",
    "ProtocolDrafts",
    "Record",
    "Replays",
    "Restoring",
    "Review",
    "Saved",
    "Server",
    "Signature",
    "Site",
    "Standing",
    "StoppedError",
    "Template",
    "Turn",
    "Value",
    "Verification",
    "View",
    "Visit",
    "Waiting",
    "Wanted",
    "Wish",
    "archive",
    "back_up",
    "begin_accounts",
    "begin_from_file",
    "begin_with_accounts",
    "blank_draft",
    "choose_password",
    "enter",
    "exists",
    "export",
    "export_checklist",
    "export_figure",
    "export_month",
    "export_replay",
    "export_trail",
    "figure_about",
    "has_accounts",
    "has_people",
    "is_address",
    "join",
    "manifest_of",
    "move",
    "next_version",
    "offered",
    "prepare",
    "preview",
    "read_proof",
    "read_template",
    "recover",
    "restoring",
    "save_draft_as",
    "save_review_pack",
    "second_look",
    "second_look_back",
    "server_of",
    "today",
    "write_skeleton",
]
