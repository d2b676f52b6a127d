using Compliance.Audit;
using Compliance.Failures;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>Stops purposes of a recording for a request, and lets them go on when the request is undone.</summary>
public sealed class RecordingPurposes(RecordingChange changes, TimeProvider clock)
{
    /// <summary>Stops these purposes in addition to those that the request stops already.</summary>
    public Task<Outcome<Unit>> StopAsync(
        TenantStore store,
        Actor actor,
        RecordingId id,
        SubjectRequestId request,
        IReadOnlyDictionary<string, PurposeState> purposes,
        CancellationToken cancellationToken) =>
        ChangeAsync(
            store,
            id,
            new Announcement(actor, RecordingEvents.PurposesStopped, request.ToString()),
            request,
            standing => standing.Where(x => !purposes.ContainsKey(x.Purpose))
                .Select(x => KeyValuePair.Create(x.Purpose, x.State))
                .Concat(purposes),
            cancellationToken);

    /// <summary>Stops a purpose for a consent record.</summary>
    public async Task<Outcome<Unit>> StopAsync(
        TenantStore store,
        Actor actor,
        RecordingId id,
        ConsentId consent,
        string purpose,
        PurposeState state,
        CancellationToken cancellationToken)
    {
        var by = new Announcement(actor, RecordingEvents.PurposesStopped, $"{consent}/{state}");
        var changed = await changes.ProtectAsync(store, id, by, RecordingOperation.Restrict, Stop, cancellationToken);
        return changed.IsSuccess(out _, out var failure) ? default(Unit) : failure;

        Outcome<RecordingDocument> Stop(RecordingDocument document) =>
            document.Stops.Any(x => x.Consent == consent && x.Purpose == purpose && x.State == state)
                ? document
                : document with
                {
                    Stops = [.. document.Stops, new(purpose, state, clock.GetUtcNow(), Request: null) { Consent = consent }],
                };
    }

    /// <summary>
    /// Leaves the request only these purposes to stop. The others go on, unless another request stops them too.
    /// </summary>
    public Task<Outcome<Unit>> LeaveAsync(
        TenantStore store,
        Actor actor,
        RecordingId id,
        SubjectRequestId request,
        IReadOnlyDictionary<string, PurposeState> purposes,
        CancellationToken cancellationToken) =>
        ChangeAsync(
            store,
            id,
            new Announcement(actor, RecordingEvents.PurposesResumed, request.ToString()),
            request,
            _ => purposes,
            cancellationToken);

    async Task<Outcome<Unit>> ChangeAsync(
        TenantStore store,
        RecordingId id,
        Announcement by,
        SubjectRequestId request,
        Func<IReadOnlyList<PurposeStop>, IEnumerable<KeyValuePair<string, PurposeState>>> change,
        CancellationToken cancellationToken)
    {
        var changed = await changes.ProtectAsync(store, id, by, RecordingOperation.Restrict, Stop, cancellationToken);
        return changed.IsSuccess(out _, out var failure) ? default(Unit) : failure;

        Outcome<RecordingDocument> Stop(RecordingDocument document)
        {
            PurposeStop[] standing = [.. document.Stops.Where(x => x.Request == request)];
            var at = clock.GetUtcNow();
            PurposeStop[] stops =
            [
                .. change(standing).OrderBy(x => x.Key, StringComparer.Ordinal).Select(x =>
                    standing.FirstOrDefault(s => s.Purpose == x.Key && s.State == x.Value) ?? new(x.Key, x.Value, at, request)),
            ];
            return stops.SequenceEqual(standing)
                ? document
                : document with { Stops = [.. document.Stops.Where(x => x.Request != request), .. stops] };
        }
    }
}
