using Compliance.Forms;
using Compliance.Model;
using Compliance.Recordings;

namespace Compliance.SubjectRequests;

/// <summary>Who is on a call, as seen from one person on it; nobody's name.</summary>
/// <param name="All">Everybody, in the order of the call.</param>
/// <param name="Own">The person's.</param>
/// <param name="Files">Kinds of the recording's files.</param>
public sealed record CallParties(IReadOnlyList<PartyFacts> All, IReadOnlyList<int> Own, IReadOnlyList<FileContent> Files)
{
    public static CallParties None { get; } = new([], [], []);

    public static CallParties Of(SubjectMatch match, IReadOnlyList<ManifestFile>? files = null) =>
        new(match.Call, match.Parties, [.. (files ?? []).Select(x => FileContentTypes.Of(x.ContentType))]);

    /// <summary>Everybody else whose part is still there, by role.</summary>
    public IReadOnlyList<PartyRole> Others =>
        [.. All.Index().Where(x => !Own.Contains(x.Index) && x.Item.Erased is not ErasedPart.All).Select(x => x.Item.Role)];

    /// <summary>The person took part for the tenant only.</summary>
    public bool IsStaff => Own.Count > 0 && Own.All(x => x < All.Count && PartyFacts.IsStaff(All[x].Role));

    /// <summary>
    /// Other data subjects are on it, whose call it is too. Whoever took part for the tenant is not one of them: a customer's call is not
    /// kept for the agent.
    /// </summary>
    public bool IsShared => Others.Any(x => !PartyFacts.IsStaff(x));

    /// <summary>Whether the person's part can be told from that of others, as far as the call says. Sealing reads the files.</summary>
    public bool IsApart => Files.All(x => x is FileContent.Audio or FileContent.Transcript or FileContent.Text)
        && ((Files.Count > 0 && !Files.Contains(FileContent.Audio)) || PartySeparation.IsApart(All, Own));
}

/// <summary>What is done with a recording that others are on, too.</summary>
public enum PartyAction
{
    /// <summary>The person's part is erased, the rest stays.</summary>
    EraseParty,

    /// <summary>The recording is erased, with everybody's part.</summary>
    EraseAll,

    /// <summary>It is stored, and not used.</summary>
    Restrict,

    /// <summary>It stays as it is.</summary>
    Keep,
}

/// <summary>What the controller decides about one recording that others are on.</summary>
public sealed record PartyChoice
{
    public required RecordingId RecordingId { get; init; }

    public required PartyAction Action { get; init; }

    /// <summary>Told to the person; required unless something is erased. It may name an exception (<c>17(3)(a)</c>).</summary>
    public string? Reason { get; init => field = CardFreeText.Of(value); }

    /// <summary>The rules of a list of choices.</summary>
    internal static void Check(string at, IReadOnlyList<PartyChoice?>? choices, FieldRules fields)
    {
        if (!fields.Counts(at, choices, 0, SubjectRequestRules.MostListed))
        {
            return;
        }

        var known = new HashSet<RecordingId>();
        foreach (var (i, choice) in choices.Index())
        {
            if (choice is not null)
            {
                fields.Require(known.Add(choice.RecordingId), $"{at}[{i}].recordingId", "is listed twice");
                fields.Note($"{at}[{i}].reason", choice.Reason);
                fields.Require(
                    choice.Reason is not null || choice.Action is PartyAction.EraseParty or PartyAction.EraseAll,
                    $"{at}[{i}].reason",
                    "is required where nothing is erased: it is told to the person (GDPR Art. 12(4))");
            }
        }
    }

    public override string ToString() => $"PartyChoice({RecordingId}, {Action})";
}
