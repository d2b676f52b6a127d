using Compliance.Model;
using Compliance.Notices;
using Compliance.Recordings;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Consents;

/// <summary>A consent record as privacy roles see it.</summary>
/// <param name="Identities">
/// As they were given with the record; empty for what was said in a call, whose parties are the recording's.
/// </param>
public sealed record ConsentView(
    ConsentId ConsentId,
    string Purpose,
    ConsentState State,
    RecordingId? RecordingId,
    IReadOnlyList<SubjectRequestIdentity> Identities,
    IReadOnlyList<ConsentEventView> Events)
{
    public override string ToString() => $"ConsentView({ConsentId}, redacted)";
}

/// <param name="By">A pseudonym.</param>
/// <param name="Evidence">Where the answer can be found; null where nobody said.</param>
/// <param name="Requests">The requests that were filed for a withdrawal: one, or one for each caller.</param>
public sealed record ConsentEventView(
    ConsentState State,
    DateTimeOffset At,
    DateTimeOffset RecordedAt,
    string By,
    ConsentMethod? Method,
    GivenNotice? Notice,
    string? Evidence,
    double? MediaSeconds,
    DateTimeOffset? ValidUntil,
    bool Explicit,
    IReadOnlyList<SubjectRequestId> Requests,
    ConsentEffect? Effect)
{
    public override string ToString() => $"ConsentEventView({State}, redacted)";
}

/// <summary>Shows records whole.</summary>
public sealed class ConsentViews(ConsentStore records, ManifestReader manifests, TimeProvider clock)
{
    public async Task<ConsentView> OfAsync(TenantStore store, StoredConsent stored, CancellationToken cancellationToken)
    {
        var document = stored.Document;
        var person = await records.OpenAsync(store, document, cancellationToken);
        var asserted = document.Events.Any(x => x.InMetadata) && document.Call?.RecordingId is { } id
            ? await AssertedAsync(store, id, document.Purpose, cancellationToken)
            : null;
        return new(
            stored.Id,
            document.Purpose,
            document.StateAt(clock.GetUtcNow()),
            document.Call?.RecordingId,
            person.Identities,
            [
                .. document.Events.Select(x => new ConsentEventView(
                    x.State,
                    x.At,
                    x.RecordedAt,
                    x.By,
                    x.Method,
                    x.Notice,
                    x.Text is { } place && place < person.Evidence.Count ? person.Evidence[place] : x.InMetadata ? asserted : null,
                    x.MediaSeconds,
                    x.ValidUntil,
                    x.Explicit,
                    x.Requests,
                    x.Effect)),
            ]);
    }

    /// <summary>The ticket's own words, sealed with the recording.</summary>
    async Task<string?> AssertedAsync(TenantStore store, RecordingId id, string purpose, CancellationToken cancellationToken)
    {
        try
        {
            return await manifests.ReadAsync(
                store,
                id,
                x => Task.FromResult(
                    x is null ? null : SealedMetadata.Open(x).Call.Purposes.FirstOrDefault(y => y.Name == purpose)?.Evidence),
                cancellationToken);
        }
        catch (Compliance.Sealing.ManifestException)
        {
            return null;
        }
    }
}
