using Compliance.Audit;
using Compliance.Failures;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>What a request stops, restricts and leaves of one recording. Every step may be repeated.</summary>
public sealed class RecordingEffects(
    RecordingPurposes purposes,
    RecordingRestrictions restrictions,
    AutomatedDecisionStops decisions,
    ManifestReader manifests,
    IConsentRecords consents)
{
    /// <summary>Whether the request stops or restricts anything of it.</summary>
    public static bool IsReached(RecordingDocument document, SubjectRequestId request) =>
        document.Stops.Any(x => x.Request == request)
        || document.Restrictions.Any(x => x.Request == request)
        || document.AutomatedDecisionStops.Any(x => x.Request == request);

    public async Task<Failure?> StopAsync(
        TenantStore store,
        Actor actor,
        RecordingId recording,
        SubjectRequestId request,
        InterimEffect effect,
        CancellationToken cancellationToken)
    {
        var stopped = effect.Stops.Count == 0
            ? default(Unit)
            : await purposes.StopAsync(store, actor, recording, request, effect.Stops, cancellationToken);
        if (effect.StopsDecisions)
        {
            return (await decisions.StopAsync(store, actor, recording, request, cancellationToken)).Failure;
        }

        return stopped.Failure is null && effect.Restriction is { } ground
            ? (await restrictions.RestrictAsync(store, actor, recording, request, ground, cancellationToken)).Failure
            : stopped.Failure;
    }

    /// <summary>Leaves only these purposes stopped, and only this ground of restriction.</summary>
    /// <param name="except">Null for no restriction.</param>
    public async Task<Failure?> LeaveAsync(
        TenantStore store,
        Actor actor,
        RecordingId recording,
        SubjectRequestId request,
        IReadOnlyDictionary<string, PurposeState> stops,
        string? except,
        CancellationToken cancellationToken)
    {
        var left = await purposes.LeaveAsync(store, actor, recording, request, stops, cancellationToken);
        return left.Failure
            ?? (await restrictions.LiftAsync(store, actor, recording, request, cancellationToken, except)).Failure
            ?? (await decisions.AllowAsync(store, actor, recording, request, cancellationToken)).Failure;
    }

    /// <summary>Purposes to which the person consented after the request; what is not authentic proves no consent.</summary>
    public async Task<IReadOnlySet<string>> ConsentedAsync(
        TenantStore store, StoredSubjectRequest stored, RecordingId recording, CancellationToken cancellationToken)
    {
        try
        {
            return await manifests.ReadAsync(
                store,
                recording,
                async x => x is null ? new HashSet<string>(StringComparer.Ordinal) : StandingDecisions.Consented(
                    SealedMetadata.Open(x).Call,
                    stored.Document,
                    await consents.GivenSinceAsync(store, stored, x.Document.CallToken, cancellationToken)),
                cancellationToken);
        }
        catch (ManifestException)
        {
            return new HashSet<string>(StringComparer.Ordinal);
        }
    }
}
