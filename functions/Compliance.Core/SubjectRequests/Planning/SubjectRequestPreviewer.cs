using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Compliance.Json;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>What would happen to each recording, newest first, with a tag that a decision refers to.</summary>
/// <param name="ETag">
/// A strong entity tag, the same for the same recordings with the same content, holds, restrictions and verdicts.
/// </param>
public sealed record SubjectRequestPreview(IReadOnlyList<PlanItem> Items, string ETag);

/// <summary>
/// Finds a request's recordings and their verdicts under the law. Nothing is opened, so it costs no vault call per recording.
/// </summary>
public sealed class SubjectRequestPreviewer(SubjectFinder finder, SubjectRequestTexts texts, TimeProvider clock)
{
    /// <summary>The preview for the decider, of all that the work would find.</summary>
    public async Task<SubjectRequestPreview> ComputeAsync(
        TenantStore store,
        SubjectRequestId id,
        SubjectRequestDocument document,
        TenantSettings settings,
        CancellationToken cancellationToken)
    {
        var found = new List<(PlanItem Item, string Seen)>();
        await foreach (var (item, match) in FindAsync(store, id, document, settings, choices: null, everywhere: true, cancellationToken))
        {
            found.Add((item, SeenOf(match, id)));
        }

        found.Sort((x, y) => y.Item.StartedAt != x.Item.StartedAt
            ? y.Item.StartedAt.CompareTo(x.Item.StartedAt)
            : x.Item.RecordingId.Value.CompareTo(y.Item.RecordingId.Value));
        var transfer = settings.Controllers.FirstOrDefault(x => x.Name == document.Transfer?.To);
        var tag = Digest(new { document.Corrections?.Mac, Transfer = transfer, Found = found.Select(x => new { x.Item, x.Seen }) });
        return new SubjectRequestPreview([.. found.Select(x => x.Item)], $"\"{tag}\"");
    }

    /// <summary>
    /// What a decider relies on beside the verdict: another file, hold, restriction or stopped purpose is another preview, unless the
    /// request did it itself, from its receipt on.
    /// </summary>
    static string SeenOf(SubjectMatch match, SubjectRequestId id) => match.Document is { } document
        ? Digest(new
        {
            document.Generation,
            document.Manifest,
            document.Holds,
            Restriction = document.RestrictionWithout(id),
            Stops = document.Stops.Where(x => x.Request != id),
        })
        : "";

    static string Digest<T>(T content) => Convert.ToHexStringLower(SHA256.HashData(StrictJson.Write(content)).AsSpan(0, 16));

    /// <summary>Each recording with its verdict, as it is found.</summary>
    /// <param name="choices">The decider's inclusions and exclusions; null before a decision.</param>
    /// <param name="everywhere">See <see cref="SubjectFinder.FindAsync"/>.</param>
    public async IAsyncEnumerable<PlanItem> PlanAsync(
        TenantStore store,
        SubjectRequestId id,
        SubjectRequestDocument document,
        TenantSettings settings,
        DecisionForm? choices,
        [EnumeratorCancellation] CancellationToken cancellationToken,
        bool everywhere = false)
    {
        await foreach (var (item, _) in FindAsync(store, id, document, settings, choices, everywhere, cancellationToken))
        {
            yield return item;
        }
    }

    async IAsyncEnumerable<(PlanItem Item, SubjectMatch Match)> FindAsync(
        TenantStore store,
        SubjectRequestId id,
        SubjectRequestDocument document,
        TenantSettings settings,
        DecisionForm? choices,
        bool everywhere,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await foreach (var match in MatchesAsync(store, id, settings, cancellationToken, everywhere))
        {
            var verdict = VerdictEvaluator.Of(id, document, match, choices, settings.AgentVoice, now);
            yield return (
                new PlanItem(
                    match.RecordingId,
                    match.StartedAt,
                    match.Document?.CreatedAt ?? match.StartedAt,
                    match.State,
                    match.Match,
                    match.MatchedOn,
                    match.Holds,
                    verdict)
                {
                    Language = match.Document?.Facts.Language,
                    Parties = match.Parties,
                    Others = CallParties.Of(match).Others,
                },
                match);
        }
    }

    /// <summary>The recordings that may be the person's.</summary>
    /// <param name="everywhere">See <see cref="SubjectFinder.FindAsync"/>.</param>
    public async IAsyncEnumerable<SubjectMatch> MatchesAsync(
        TenantStore store,
        SubjectRequestId id,
        TenantSettings settings,
        [EnumeratorCancellation] CancellationToken cancellationToken,
        bool everywhere = false)
    {
        var person = await texts.FindAsync<SubjectRequestPerson>(store, id, SubjectRequestPerson.Name, cancellationToken)
            ?? throw new ManifestException("The request's identities are gone.");
        var identities = SubjectRequestIdentityNormalizer.Of(person.Identities, settings);
        await foreach (var match in finder.FindAsync(store, identities, cancellationToken, everywhere))
        {
            yield return match;
        }
    }
}
