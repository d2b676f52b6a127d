using System.Globalization;
using Compliance.Exchange;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>A call that stays without some of its media.</summary>
public sealed record EndedMedium(string CallId, IReadOnlyList<RetentionMedium> Media)
{
    public override string ToString() => "EndedMedium(redacted)";
}

/// <summary>A page of them, sealed under the run's key as <c>media/{page}</c>: recipients are told from it (GDPR Art. 19).</summary>
public sealed record EndedMediaPage(IReadOnlyList<EndedMedium> Calls);

/// <summary>Which calls lost which media in a run of the retention.</summary>
public sealed class EndedMedia(SubjectRequestTexts texts, RecordingCallIds callIds)
{
    const string Prefix = "media/";

    /// <summary>A page is written again by a step that is repeated; nothing is written of one without such calls.</summary>
    public async Task PutAsync(
        TenantStore store, SubjectRequestId run, int page, IEnumerable<RecordingOutcome> outcomes, CancellationToken cancellationToken)
    {
        var calls = new List<EndedMedium>();
        foreach (var outcome in outcomes)
        {
            if (outcome.Media is { } media && await callIds.FindAsync(store, outcome.RecordingId, cancellationToken) is { } callId)
            {
                calls.Add(new(callId.Value, media));
            }
        }

        if (calls.Count > 0)
        {
            var name = Prefix + page.ToString("D5", CultureInfo.InvariantCulture);
            await texts.PutAsync(store, run, name, new EndedMediaPage(calls), cancellationToken);
        }
    }

    /// <returns>Empty if the run's key is gone, and for requests.</returns>
    public async Task<IReadOnlyList<ClaimedMedia>> ReadAsync(TenantStore store, SubjectRequestId run, CancellationToken cancellationToken)
    {
        var found = new List<ClaimedMedia>();
        await foreach (var blob in store.Requests.GetBlobsAsync(new() { Prefix = $"{run}/{Prefix}" }, cancellationToken))
        {
            var page = await texts.FindAsync<EndedMediaPage>(store, run, blob.Name[$"{run}/".Length..], cancellationToken);
            found.AddRange((page?.Calls ?? []).Select(x => new ClaimedMedia(x.CallId, [.. x.Media.Select(CertificateMethod.Medium)])));
        }

        return found;
    }
}
