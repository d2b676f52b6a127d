using Compliance.Identities;
using Compliance.Recordings;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Consents;

/// <summary>
/// Which purposes of a ticket have no consent to rest on. What was said in the call decides; where records are required, also what each
/// caller said before.
/// </summary>
public sealed class RequiredConsents(ConsentStore records, TimeProvider clock)
{
    /// <param name="said">In the call.</param>
    public async Task<IReadOnlyList<DroppedPurpose>> MissingAsync(
        TenantStore store,
        RecordingTicket call,
        IReadOnlyList<StoredConsent> said,
        BlindIndex tokens,
        TenantSettings settings,
        CancellationToken cancellationToken)
    {
        List<string> purposes = [.. call.Purposes.Where(x => x.Basis is LawfulBasis.Consent).Select(x => x.Name)];
        if (purposes.Count == 0)
        {
            return [];
        }

        var now = clock.GetUtcNow();
        var inCall = said.Where(x => x.Document.Current.State is not ConsentState.Asserted)
            .ToDictionary(x => x.Document.Purpose, x => x.Document.StateAt(now), StringComparer.Ordinal);
        if (settings.ConsentRecords is ConsentRecords.Asserted)
        {
            return
            [
                .. purposes.Where(x => inCall.GetValueOrDefault(x) is ConsentState.Refused or ConsentState.Withdrawn)
                    .Select(x => new DroppedPurpose(x, ReasonOf(inCall[x])!.Value)),
            ];
        }

        var callers = await CallersAsync(store, call, tokens, settings, purposes.Except(inCall.Keys, StringComparer.Ordinal), cancellationToken);
        return
        [
            .. from purpose in purposes
               let reason = inCall.TryGetValue(purpose, out var state) ? ReasonOf(state) : ReasonOf(callers, purpose, now)
               where reason is not null
               select new DroppedPurpose(purpose, reason.Value),
        ];
    }

    /// <summary>Each caller's own records. One who identifies nobody has none.</summary>
    async Task<IReadOnlyList<Caller>> CallersAsync(
        TenantStore store,
        RecordingTicket call,
        BlindIndex tokens,
        TenantSettings settings,
        IEnumerable<string> purposes,
        CancellationToken cancellationToken)
    {
        if (!purposes.Any())
        {
            return [];
        }

        var normalizer = new IdentityNormalizer(settings.Country);
        var callers = new List<Caller>();
        foreach (var party in call.Parties.Where(x => x.Role is PartyRole.Caller))
        {
            var own = ConsentStore.TokensOf(PartyIdentities.Of(party, normalizer), tokens);
            var found = await records.OfAsync(store, own.Select(x => x.Token), cancellationToken);
            callers.Add(new(own, [.. found.Select(x => x.Document).Where(x => x.Call is null && ConsentMatch.Agrees(x.Tokens, own))]));
        }

        return callers;
    }

    /// <summary>The first reason of a caller; null where each of them consents.</summary>
    static DropReason? ReasonOf(IReadOnlyList<Caller> callers, string purpose, DateTimeOffset now) =>
        callers.Select(x => x.Latest(purpose) is { } record ? ReasonOf(record.StateAt(now)) : DropReason.NoConsentRecord)
            .FirstOrDefault(x => x is not null);

    static DropReason? ReasonOf(ConsentState state) => state switch
    {
        ConsentState.Given or ConsentState.Reconfirmed => null,
        ConsentState.Asserted => DropReason.NoConsentRecord,
        ConsentState.Requested => DropReason.NotAnswered,
        ConsentState.Refused => DropReason.Refused,
        ConsentState.Withdrawn => DropReason.Withdrawn,
        ConsentState.Expired => DropReason.Expired,
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    sealed record Caller(IReadOnlyList<ConsentToken> Tokens, IReadOnlyList<ConsentDocument> Records)
    {
        /// <summary>A "no" counts where anything agrees; what processing may rest on must be the caller's beyond doubt.</summary>
        public ConsentDocument? Latest(string purpose) => Records
            .Where(x => x.Purpose == purpose
                && (ConsentMatch.IsStrong(x.Tokens, Tokens) || x.Current.State is ConsentState.Refused or ConsentState.Withdrawn))
            .MaxBy(x => x.Current.At);
    }
}
