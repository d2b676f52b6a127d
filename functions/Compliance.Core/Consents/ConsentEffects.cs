using Compliance.Audit;
using Compliance.Calls;
using Compliance.Failures;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Telemetry;
using Compliance.Tenancy;

namespace Compliance.Consents;

/// <summary>
/// Does what records owe: files withdrawals, and stops and destroys what was refused in a call or has expired. What is owed is in the record
/// and on a work list, so a timer does what a crash left; doing it twice is doing it once.
/// </summary>
public sealed class ConsentEffects(
    ConsentStore records,
    ConsentRegister register,
    ConsentWithdrawals withdrawals,
    RefusedRecordings refused,
    RecorderStops recorders,
    PersonConsents people,
    TimeProvider clock)
{
    const string Origin = nameof(ConsentEffects);

    /// <summary>A call that has no recording by then will have none.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromDays(30);

    /// <summary>Records what was said in a call, and does at once what follows from it.</summary>
    public async Task<Outcome<RecordedConsent>> RecordAsync(
        TenantStore store, Actor actor, CallId callId, ConsentForm form, ISealingTerminator sealing, CancellationToken cancellationToken)
    {
        var outcome = await register.RecordAsync(store, actor, callId, form, cancellationToken);
        if (!outcome.IsSuccess(out var recorded, out _) || recorded.Stored.Document.Owed(ConsentState.Refused) is null)
        {
            return outcome;
        }

        // Recorders first: what they record meanwhile has to be destroyed as well.
        await recorders.SendAsync(store, callId, form.Purpose, cancellationToken);
        return recorded with { Stored = await SettleAsync(store, recorded.Stored, sealing, cancellationToken) };
    }

    /// <summary>Does what a crash left, and what could not be done before.</summary>
    /// <returns>The requests that were filed.</returns>
    public async Task<IReadOnlyList<SubjectRequestId>> ReconcileAsync(
        TenantStore store, ISealingTerminator sealing, CancellationToken cancellationToken)
    {
        var filed = new List<SubjectRequestId>();
        await foreach (var (name, version) in records.Work.ListAsync(store, cancellationToken))
        {
            if (ConsentId.TryParse(name, out var id) && await records.FindAsync(store, id, cancellationToken) is { } stored)
            {
                stored = await withdrawals.FileAsync(store, stored, cancellationToken);
                stored = await SettleAsync(store, stored, sealing, cancellationToken);
                filed.AddRange(stored.Document.Events.SelectMany(x => x.Requests));
                if (stored.Document.Owes && stored.Document.Current.RecordedAt + Patience > clock.GetUtcNow())
                {
                    continue;
                }
            }

            await records.Work.RemoveAsync(store, name, version, cancellationToken);
        }

        await refused.ReconcileAsync(store, sealing, cancellationToken);
        return filed;
    }

    /// <returns>The record as it is then, or was before it ended with its recording.</returns>
    async Task<StoredConsent> SettleAsync(
        TenantStore store, StoredConsent stored, ISealingTerminator sealing, CancellationToken cancellationToken)
    {
        stored = await ExpireAsync(store, stored, cancellationToken);
        while (stored.Document.Owed(ConsentState.Refused) is { } owed && stored.Document.Call is { RecordingId: { } recording })
        {
            var effect = await refused.StopAsync(
                store, stored.Id, recording, stored.Document.Purpose, PurposeState.Refused, new Actor(owed.By, Origin), cancellationToken);
            if (effect is null && owed.Order is { } order)
            {
                var refusal = new RefusalDocument(recording, stored.Document.Purpose, owed.By, owed.At, owed.RecordedAt);
                effect = await refused.DestroyAsync(store, order, refusal, sealing, cancellationToken);
            }

            // The order is written before anything is destroyed: the same one for every try.
            var next = effect is null ? owed with { Order = SubjectRequestId.New(clock) } : owed with { Owes = null, Effect = effect };
            if (effect is ConsentEffect.Stopped or ConsentEffect.Destroyed)
            {
                ComplianceTelemetry.ConsentRefused(store.Tenant, effect is ConsentEffect.Destroyed);
            }

            if (effect is ConsentEffect.Destroyed || await WriteAsync(store, stored, owed, next, cancellationToken) is not { } written)
            {
                return stored with { Document = With(stored.Document, owed, next) };
            }

            stored = written;
        }

        return stored;
    }

    /// <summary>Stops the purpose on the recordings that rest on the record.</summary>
    async Task<StoredConsent> ExpireAsync(TenantStore store, StoredConsent stored, CancellationToken cancellationToken)
    {
        while (stored.Document.Owed(ConsentState.Expired) is { } owed)
        {
            var effect = ConsentEffect.Nothing;
            foreach (var recording in await people.RestingOnAsync(store, stored, cancellationToken))
            {
                var stopped = await refused.StopAsync(
                    store, stored.Id, recording, stored.Document.Purpose, PurposeState.Expired, new Actor(owed.By, Origin), cancellationToken);
                effect = stopped is ConsentEffect.Nothing ? effect : ConsentEffect.Stopped;
            }

            stored = await WriteAsync(store, stored, owed, owed with { Owes = null, Effect = effect }, cancellationToken)
                ?? stored with { Document = With(stored.Document, owed, owed with { Owes = null }) };
        }

        return stored;
    }

    /// <returns>The record as it is then; null if it is gone.</returns>
    async Task<StoredConsent?> WriteAsync(
        TenantStore store, StoredConsent stored, ConsentEvent from, ConsentEvent to, CancellationToken cancellationToken) =>
        await records.TryWriteAsync(store, stored.Id, With(stored.Document, from, to), stored.ETag, cancellationToken)
        ?? await records.FindAsync(store, stored.Id, cancellationToken);

    static ConsentDocument With(ConsentDocument document, ConsentEvent from, ConsentEvent to) =>
        document with { Events = [.. document.Events.Select(x => x == from ? to : x)] };
}
