"""The form of each step, in the order in which a case page offers them."""

from portal.cases.rules import Step
from portal.staff.case_forms import (
    DeclineForm,
    DispatchForm,
    DisputeForm,
    ResolveForm,
    ReturnForm,
    StepForm,
    TakeForm,
    TransferForm,
    VerifyForm,
)
from portal.staff.merge_forms import MergeForm, UnmergeForm
from portal.staff.order_forms import ExpediteForm, ReplyForm
from portal.staff.request_forms import (
    AskExtensionForm,
    AskPauseForm,
    ExtendForm,
    HandUpForm,
    PauseForm,
    RefuseForm,
    ResumeForm,
)
from portal.staff.working_forms import (
    AnswerForm,
    AskHelpForm,
    AssignForm,
    HelpForm,
    JudgeForm,
    NoteForm,
    RecallForm,
)

FORMS: dict[Step, type[StepForm]] = {
    form.step: form
    for form in (
        PauseForm,
        ExtendForm,
        RefuseForm,
        DispatchForm,
        DeclineForm,
        MergeForm,
        UnmergeForm,
        TakeForm,
        ResolveForm,
        ResumeForm,
        ReplyForm,
        ExpediteForm,
        TransferForm,
        ReturnForm,
        HandUpForm,
        AskPauseForm,
        AskExtensionForm,
        VerifyForm,
        DisputeForm,
        HelpForm,
        AnswerForm,
        AssignForm,
        AskHelpForm,
        JudgeForm,
        RecallForm,
        NoteForm,
    )
}
