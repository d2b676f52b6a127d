using System.Security.Cryptography;
using Compliance.Json;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>What would happen to each recording, newest first, with a tag that a decision refers to.</summary>
/// <param name="ETag">A strong entity tag, the same for the same recordings with the same verdicts.</param>
public sealed record SubjectRequestPreview(IReadOnlyList<PlanItem> Items, string ETag);

/// <summary>
/// Finds a request's recordings and their verdicts under the law. Nothing is opened, so it costs no vault call per recording.
/// </summary>
public sealed class SubjectRequestPreviewer(SubjectFinder finder, SubjectRequestTexts texts, TimeProvider clock)
{
    /// <summary>The preview for the decider; after a decision, the preview under that decision.</summary>
    public async Task<SubjectRequestPreview> ComputeAsync(
        TenantStore store,
        SubjectRequestId id,
        SubjectRequestDocument document,
        TenantSettings settings,
        CancellationToken cancellationToken)
    {
        var items = new List<PlanItem>();
        await foreach (var item in PlanAsync(store, id, document, settings, choices: null, cancellationToken))
        {
            items.Add(item);
        }

        items.Sort(
            (a, b) => b.StartedAt != a.StartedAt ? b.StartedAt.CompareTo(a.StartedAt) : a.RecordingId.Value.CompareTo(b.RecordingId.Value));
        var tag = Convert.ToHexStringLower(SHA256.HashData(StrictJson.Write(items)).AsSpan(0, 16));
        return new SubjectRequestPreview(items, $"\"{tag}\"");
    }

    /// <summary>Each recording with its verdict, as it is found.</summary>
    /// <param name="choices">The decider's inclusions and exclusions; null before a decision.</param>
    /// <param name="everywhere">See <see cref="SubjectFinder.FindAsync"/>.</param>
    public async IAsyncEnumerable<PlanItem> PlanAsync(
        TenantStore store,
        SubjectRequestId id,
        SubjectRequestDocument document,
        TenantSettings settings,
        DecisionForm? choices,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken,
        bool everywhere = false)
    {
        var person = await texts.FindAsync<SubjectRequestPerson>(store, id, SubjectRequestPerson.Name, cancellationToken)
            ?? throw new ManifestException("The request's identities are gone.");
        var now = clock.GetUtcNow();
        await foreach (
            var match in finder.FindAsync(
                store, SubjectRequestIdentityNormalizer.Of(person.Identities, settings), cancellationToken, everywhere))
        {
            var verdict = VerdictEvaluator.Of(document, match, choices, now);
            yield return new PlanItem(
                match.RecordingId,
                match.StartedAt,
                match.Document?.CreatedAt ?? match.StartedAt,
                match.State,
                match.Match,
                match.MatchedOn,
                match.Holds,
                verdict) { Language = match.Document?.Facts.Language };
        }
    }
}
