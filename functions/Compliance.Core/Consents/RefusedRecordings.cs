using System.Text;
using Compliance.Audit;
using Compliance.Json;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Consents;

/// <summary>
/// What a refusal in the call does to its recording: the purpose stops. Where no other purpose stands, the recording is destroyed, unsealed
/// or sealed, by an order of its own and with a certificate. A legal hold keeps what was sealed before, and never what was not. Every step
/// may be repeated.
/// </summary>
public sealed class RefusedRecordings(
    RefusalStore refusals,
    ManifestReader manifests,
    RecordingPurposes purposes,
    RecordingErasure erasure,
    ErasureRecheck recheck,
    PlanPageStore pages,
    SubjectRequestTexts texts,
    SubjectRequestKeys keys,
    SubjectRequestCertifier certification,
    TenantSettingsStore settings,
    TimeProvider clock)
{
    /// <summary>Processed without a legal basis.</summary>
    const string Ground = "17(1)(d)";

    /// <summary>Stops the purpose.</summary>
    /// <returns>What came of it, as far as it goes; null where nothing else remains, and the recording has to be destroyed.</returns>
    public async Task<ConsentEffect?> StopAsync(
        TenantStore store,
        ConsentId consent,
        RecordingId recording,
        string purpose,
        PurposeState state,
        Actor actor,
        CancellationToken cancellationToken)
    {
        if (await StandingAsync(store, recording, cancellationToken) is not { } before
            || before.All(x => x.Name != purpose || x.Basis is not LawfulBasis.Consent))
        {
            return ConsentEffect.Nothing;
        }

        var stopped = await purposes.StopAsync(store, actor, recording, consent, purpose, state, cancellationToken);
        return !stopped.IsSuccess(out _, out _) || await StandingAsync(store, recording, cancellationToken) is not { } left
            ? ConsentEffect.Nothing
            : left.Any(x => x.State is PurposeState.Active) ? ConsentEffect.Stopped
            : null;
    }

    /// <summary>Destroys the recording, unless something keeps it.</summary>
    /// <param name="id">Of the order: the same for every try.</param>
    public async Task<ConsentEffect> DestroyAsync(
        TenantStore store, SubjectRequestId id, RefusalDocument refusal, ISealingTerminator sealing, CancellationToken cancellationToken)
    {
        await texts.BeginAsync(store, id, cancellationToken);
        await refusals.TryWriteAsync(store, id, refusal, read: null, cancellationToken);
        var order = await OrderAsync(store, id, refusal, cancellationToken);
        var outcome = await erasure.EraseAsync(store, refusal.RecordingId, order, sealing, cancellationToken);
        if (outcome.Outcome is OutcomeKind.Erased)
        {
            return ConsentEffect.Destroyed;
        }

        await refusals.RemoveAsync(store, id, cancellationToken);
        return outcome.Outcome is OutcomeKind.NotFound ? ConsentEffect.Nothing : ConsentEffect.Stopped;
    }

    /// <summary>Finishes what a crash left, looks into every store, certifies, and long after destroys the key of the order.</summary>
    public async Task ReconcileAsync(TenantStore store, ISealingTerminator sealing, CancellationToken cancellationToken)
    {
        await foreach (var id in refusals.ListDueAsync(store, clock.GetUtcNow(), cancellationToken))
        {
            if (await refusals.FindAsync(store, id, cancellationToken) is not { Value: var refusal } stored)
            {
                continue;
            }

            if (refusal.EndedAt is not null)
            {
                await keys.DestroyAsync(store, id, cancellationToken);
                await refusals.TryWriteAsync(
                    store, id, refusal with { ForgottenAt = clock.GetUtcNow() }, stored.ETag, cancellationToken);
                continue;
            }

            await texts.BeginAsync(store, id, cancellationToken);
            var order = await OrderAsync(store, id, refusal, cancellationToken);
            var outcome = await erasure.EraseAsync(store, refusal.RecordingId, order, sealing, cancellationToken);
            if (outcome.Outcome is not OutcomeKind.Erased)
            {
                await refusals.RemoveAsync(store, id, cancellationToken);
                continue;
            }

            await pages.PutOutcomesAsync(store, id, page: 0, [outcome], cancellationToken);
            await recheck.LookAgainAsync(store, id, page: 0, sealing, cancellationToken);
            var work = new CertifiedWork(Type: null, refusal.RefusedAt, DecidedAt: null, FourEyes: null, Pages: 1);
            await certification.IssueAsync(store, id, work, number: 1, ActorOf(refusal), cancellationToken);
            await refusals.TryWriteAsync(store, id, refusal with { EndedAt = clock.GetUtcNow() }, stored.ETag, cancellationToken);
        }
    }

    static Actor ActorOf(RefusalDocument refusal) => new(refusal.By, nameof(RefusedRecordings));

    async Task<ErasureOrder> OrderAsync(
        TenantStore store, SubjectRequestId id, RefusalDocument refusal, CancellationToken cancellationToken)
    {
        var grace = TimeSpan.FromMinutes((await settings.ReadAsync(store.Scope, cancellationToken)).Settings.LateSignalMinutes);
        return new(id, ActorOf(refusal), SubjectRequestLinks.Certificate(store.Tenant, id), Ground)
        {
            Refused = true,
            Unless = x => KeptAfterAll(x, refusal, grace, clock.GetUtcNow()),
        };
    }

    /// <summary>
    /// Decides on the very version that is about to be erased: a correction or a restriction may have come between. Long after the call,
    /// nobody's desktop destroys a sealed recording: it is used for nothing, and the privacy team decides.
    /// </summary>
    static RecordingOutcome? KeptAfterAll(StoredRecording stored, RefusalDocument refusal, TimeSpan grace, DateTimeOffset now)
    {
        if (stored.Document.Generation > 0 && RecordedCalls.Of(stored.Document, grace).IsOver(refusal.RecordedAt))
        {
            return new(stored.Id, OutcomeKind.Retained);
        }

        var manifest = StateJson.Read<RecordingManifest>(Encoding.UTF8.GetBytes(stored.Document.Manifest!));
        return PurposeStanding.Of(manifest.Purposes, stored.Document.Stops, now).Any(x => x.State is PurposeState.Active)
                ? new(stored.Id, OutcomeKind.Retained)
            : stored.Document.Restriction is not null ? new(stored.Id, OutcomeKind.Retained, "18(2)")
            : manifest.Retention.RetainAtLeastUntil is { } duty && duty > now ? new(stored.Id, OutcomeKind.Retained, "17(3)(b)", duty)
            : null;
    }

    /// <returns>Null where nobody can use it for anything: erased, or not authentic.</returns>
    async Task<IReadOnlyList<PurposeStanding>?> StandingAsync(TenantStore store, RecordingId recording, CancellationToken cancellationToken)
    {
        try
        {
            return await manifests.ReadAsync(
                store,
                recording,
                x => Task.FromResult(x is null ? null : PurposeStanding.Of(x, x.Manifest.Purposes, clock.GetUtcNow())),
                cancellationToken);
        }
        catch (ManifestException)
        {
            return null;
        }
    }
}
