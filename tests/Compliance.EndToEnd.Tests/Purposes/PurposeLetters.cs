using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Compliance.EndToEnd.Tests.Purposes;

/// <summary>Holds what a letter says against outcomes and playback.</summary>
static partial class PurposeLetters
{
    static readonly (string Kind, string Said)[] Corrections =
        [("metadata", "We corrected the data about"), ("transcript", "We corrected words"), ("statement", "We added your statement")];

    /// <returns>What is not so; null if all is.</returns>
    public static string? Fault(string letter, JsonNode view, IReadOnlyDictionary<string, SeenStates> seen)
    {
        if ($"{view["state"]}" is "refused")
        {
            return letter.Contains("If you disagree", StringComparison.Ordinal) ? null : "nothing of remedies";
        }

        var outcomes = view["outcomes"]!.AsArray();
        var erased = outcomes.Count(x => $"{x!["outcome"]}" == "erased");
        if (letter.Contains($"We erased {Number(erased)} of you", StringComparison.Ordinal) != erased > 0)
        {
            return "something else was erased";
        }

        var corrected = outcomes.SelectMany(x => x!["corrected"]?.AsArray() ?? []).Select(x => $"{x}").ToHashSet(StringComparer.Ordinal);
        if (Corrections.FirstOrDefault(
            x => letter.Contains(x.Said, StringComparison.Ordinal) != corrected.Contains(x.Kind)) is { Kind: { } kind })
        {
            return $"{kind} was corrected, or not";
        }

        if (letter.Contains("only for the others", StringComparison.Ordinal)
            && !Purposes().Matches(letter).Any(x => x.Groups["fate"].Value is not "ended"))
        {
            return "it is kept for purposes that it does not name";
        }

        var gone = seen.Count(x => x.Value.IsGone && Outcome(view, x.Key) is "retained" or "restricted" or "stopped");
        if ($"{view["state"]}" is "awaitingAnswer" && letter.Contains($"Nothing is left of {Number(gone)}", StringComparison.Ordinal) != gone > 0
            && !outcomes.Any(x => $"{x!["outcome"]}" == "notFound"))
        {
            return "something is kept that is gone";
        }

        // A letter that was sent says what was so on its day.
        return $"{view["state"]}" is "completed" ? null
            : Lifted(letter, view, seen) ?? Purposes().Matches(letter).Select(x => Purpose(x, Of("retained", view, seen))).FirstOrDefault(
                x => x is not null);
    }

    /// <returns>What is not so of a restriction; null if all is.</returns>
    public static string? Lifted(string letter, JsonNode view, IReadOnlyDictionary<string, SeenStates> seen)
    {
        var restricted = Of("restricted", view, seen);
        return letter.Contains("only stored, and not used", StringComparison.Ordinal) && !restricted.Exists(x => x.Restricted)
                ? "something is only stored, and it is used"
            : letter.Contains("no longer restricted", StringComparison.Ordinal)
                && restricted.Exists(x => x.Restricted) != letter.Contains("stay", StringComparison.Ordinal)
                ? "nothing is restricted any more"
            : null;
    }

    public static string? Outcome(JsonNode view, string recording) =>
        view["outcomes"]!.AsArray().Where(x => $"{x!["recordingId"]}" == recording).Select(x => $"{x!["outcome"]}").FirstOrDefault();

    static List<SeenStates> Of(string outcome, JsonNode view, IReadOnlyDictionary<string, SeenStates> seen) =>
        [.. seen.Where(x => !x.Value.IsGone && Outcome(view, x.Key) == outcome).Select(x => x.Value)];

    static string? Purpose(Match said, List<SeenStates> kept)
    {
        var (purpose, active) = (said.Groups["purpose"].Value, said.Groups["fate"].Value is "continues" or "kept");
        var with = kept.FindAll(x => x.States.ContainsKey(purpose));
        return with.Count == 0 || with.Exists(x => x.Is(purpose, "active") == active) ? null : said.Value;
    }

    static string Number(int recordings) => recordings == 1 ? "one recording" : $"{recordings} recordings";

    [GeneratedRegex(
        "For (?<purpose>[a-z]+): (?<fate>ended|continues|kept)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Purposes();
}
