using Compliance.Audit;
using Compliance.Failures;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>Whether automated decisions may be made from a recording (GDPR Art. 22).</summary>
public enum AutomatedDecisionState
{
    Allowed,

    /// <summary>A request contests them, or a person decided that none is made.</summary>
    Stopped,
}

/// <summary>One request stops automated decisions.</summary>
public sealed record AutomatedDecisionStop(SubjectRequestId Request, DateTimeOffset Since);

/// <summary>What whoever scores recordings reads before.</summary>
/// <param name="Since">When they were stopped first; null while they are allowed.</param>
public sealed record AutomatedDecisionStanding(AutomatedDecisionState State, DateTimeOffset? Since)
{
    public static AutomatedDecisionStanding Of(IReadOnlyList<AutomatedDecisionStop> stops) => stops.Count == 0
        ? new(AutomatedDecisionState.Allowed, Since: null)
        : new(AutomatedDecisionState.Stopped, stops.Min(x => x.Since));
}

/// <summary>
/// Stops automated decisions on a recording for a request, and allows them again. A recording is open to them again only when every
/// request that stopped them was undone.
/// </summary>
public sealed class AutomatedDecisionStops(RecordingChange changes, TimeProvider clock)
{
    /// <summary>Repeating it changes nothing.</summary>
    public Task<Outcome<Unit>> StopAsync(
        TenantStore store, Actor actor, RecordingId id, SubjectRequestId request, CancellationToken cancellationToken) =>
        ChangeAsync(store, id, new Announcement(actor, RecordingEvents.AutomatedDecisionsStopped, request.ToString()), document =>
            document.AutomatedDecisionStops.Any(x => x.Request == request)
                ? document
                : document with { AutomatedDecisionStops = [.. document.AutomatedDecisionStops, new(request, clock.GetUtcNow())] },
            cancellationToken);

    public Task<Outcome<Unit>> AllowAsync(
        TenantStore store, Actor actor, RecordingId id, SubjectRequestId request, CancellationToken cancellationToken) =>
        ChangeAsync(store, id, new Announcement(actor, RecordingEvents.AutomatedDecisionsAllowed, request.ToString()), document =>
            document.AutomatedDecisionStops.Any(x => x.Request == request)
                ? document with { AutomatedDecisionStops = [.. document.AutomatedDecisionStops.Where(x => x.Request != request)] }
                : document,
            cancellationToken);

    async Task<Outcome<Unit>> ChangeAsync(
        TenantStore store,
        RecordingId id,
        Announcement by,
        Func<RecordingDocument, RecordingDocument> change,
        CancellationToken cancellationToken)
    {
        var changed = await changes.ProtectAsync(store, id, by, RecordingOperation.Restrict, x => change(x), cancellationToken);
        return changed.IsSuccess(out _, out var failure) ? default(Unit) : failure;
    }
}
