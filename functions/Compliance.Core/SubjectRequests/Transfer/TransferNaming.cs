using Compliance.Audit;
using Compliance.Failures;
using Compliance.Model;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Names the controller that is to receive a package, another one, or none, until the decision (GDPR Art. 20(2)). A decision on an earlier
/// preview no longer fits, and whoever names one does not approve.
/// </summary>
public sealed class TransferNaming(SubjectRequestChange changes, TimeProvider clock)
{
    public async Task<Outcome<StoredSubjectRequest>> NameAsync(
        TenantStore store,
        Actor actor,
        SubjectRequestId id,
        TransferForm form,
        TenantSettings settings,
        CancellationToken cancellationToken) =>
        TransferForm.Fault(form.TransferTo, settings) is { } fault
            ? fault
            : await changes.ApplyAsync(
                store,
                id,
                new Announcement(actor, SubjectRequestEvents.ControllerNamed),
                x => Name(x, actor, form.TransferTo),
                cancellationToken);

    Outcome<SubjectRequestDocument> Name(SubjectRequestDocument document, Actor actor, string? to)
    {
        if (document.Type is not SubjectRequestType.Portability)
        {
            return Failure.Conflict("Only a request for portability names a controller that is to receive the package.");
        }

        if (document.Transfer?.To == to)
        {
            return document;
        }

        return SubjectRequestTransitions.TryApply(document.State, SubjectRequestOperation.NameController, out var state)
            ? (document with
            {
                State = state,
                Transfer = to is null ? null : new TransferState(to) { By = actor.Pseudonym },
            }).At(clock.GetUtcNow(), SubjectRequestEvents.Step(SubjectRequestEvents.ControllerNamed), to is null ? "none" : "success")
            : Failure.Conflict("The request was decided or closed: the controller that receives the package cannot be changed any more.");
    }
}
