using System.Security.Cryptography;
using Compliance.Json;
using Compliance.Recordings.State;
using Compliance.Rights.Requests;
using Compliance.Rights.Subjects;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Rights.Run;

/// <summary>What would happen to each recording, newest first, and a tag that a decision names.</summary>
/// <param name="ETag">A strong entity tag: the same recordings with the same verdicts have the same one.</param>
public sealed record RequestPreview(IReadOnlyList<PlanItem> Items, string ETag);

/// <summary>
/// Finds a request's recordings and says what the law makes of each. Nothing is opened: it costs no call of the vault, however many there
/// are.
/// </summary>
public sealed class RequestPreviews(SubjectFinder finder, RequestTexts texts, TimeProvider clock)
{
    /// <summary>The preview as a decider sees it, and under the decision where one was made.</summary>
    public async Task<RequestPreview> ComputeAsync(
        TenantStore store, RequestId id, RequestDocument document, TenantSettings settings, CancellationToken cancellation)
    {
        var items = new List<PlanItem>();
        await foreach (var item in PlanAsync(store, id, document, settings, choices: null, cancellation))
        {
            items.Add(item);
        }

        items.Sort((a, b) => b.StartedAt != a.StartedAt ? b.StartedAt.CompareTo(a.StartedAt) : a.RecordingId.Value.CompareTo(b.RecordingId.Value));
        var tag = Convert.ToHexStringLower(SHA256.HashData(StrictJson.Write(items)).AsSpan(0, 16));
        return new RequestPreview(items, $"\"{tag}\"");
    }

    /// <summary>Each recording with its verdict, as it is found.</summary>
    /// <param name="choices">What a person included and excluded; null before a decision.</param>
    public async IAsyncEnumerable<PlanItem> PlanAsync(
        TenantStore store,
        RequestId id,
        RequestDocument document,
        TenantSettings settings,
        DecisionForm? choices,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var person = await texts.FindAsync<RequestPerson>(store, id, RequestPerson.Name, cancellation)
            ?? throw new ManifestException("The request's identities are gone.");
        var now = clock.GetUtcNow();
        await foreach (var match in finder.FindAsync(store, RequestIdentities.Of(person.Identities, settings), cancellation))
        {
            var verdict = Verdicts.Of(document, match, choices, now);
            yield return new PlanItem(
                match.RecordingId, match.StartedAt, match.Document.CreatedAt, match.State, match.Match, match.MatchedOn, match.Holds, verdict);
        }
    }
}
