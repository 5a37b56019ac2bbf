"""Navigation, processes and reports as the client shows them."""

from kontor.packaging.schema.common import Code, Condition, LocalText, PackPart


class NavigationItem(PackPart):
    """Exactly one of document, entity, screen, report. A screen is a client page of its own (``apps/<app>/``)."""

    document: Code | None = None
    entity: Code | None = None
    screen: Code | None = None
    report: Code | None = None
    label: LocalText | None = None
    icon: str | None = None
    permission: str | None = None


class NavigationApp(PackPart):
    app: Code
    label: LocalText
    icon: str
    order: int = 100
    items: tuple[NavigationItem, ...] = ()


class ProcessStep(PackPart):
    step: Code
    label: LocalText
    states: tuple[Code, ...] = ()
    """Line states of ``document`` that mean the line stands at this step."""
    done_when: Condition | None = None
    """For a step that goes on beside the others: the line has passed it when this holds, whatever its state."""
    role: LocalText | None = None


class Process(PackPart):
    """A ribbon over the lines of a document type: where each line is (R13)."""

    process: Code
    label: LocalText
    document: Code
    steps: tuple[ProcessStep, ...]


class Inbox(PackPart):
    """Records that wait for whoever may fire one of ``actions``; ``when`` narrows them."""

    inbox: Code
    document: Code
    label: LocalText
    states: tuple[Code, ...]
    actions: tuple[Code, ...]
    on_lines: bool = False
    when: Condition | None = None
    order: int = 100
