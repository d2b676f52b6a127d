using Compliance.Model;
using Compliance.Recordings;

namespace Compliance.Matters;

public enum HoldMatterState
{
    /// <summary>Recordings are being searched and held.</summary>
    Placing,

    /// <summary>All that it covers is held.</summary>
    Standing,

    /// <summary>Its holds are being released.</summary>
    Releasing,
    Released,
}

/// <summary>Which recordings a matter covers. Persons only as blind tokens.</summary>
/// <param name="Recordings">Named one by one.</param>
/// <param name="Persons">How many persons the tokens are of.</param>
public sealed record HoldMatterScope(
    IReadOnlyList<RecordingId> Recordings,
    int Persons,
    IReadOnlyList<HeldToken> Tokens,
    IReadOnlyList<string> Queues,
    DateTimeOffset? From,
    DateTimeOffset? To)
{
    public static HoldMatterScope None { get; } = new([], 0, [], [], null, null);

    /// <summary>Whether it reaches more than recordings that are named.</summary>
    public bool Selects => Persons > 0 || Queues.Count > 0 || From is not null || To is not null;

    /// <param name="people">Blind tokens of the people on the recording, without names.</param>
    public bool Covers(RecordingId id, RecordingFacts facts, IReadOnlyCollection<string> people) =>
        Recordings.Contains(id)
        || (Selects
            && (Persons == 0 || Tokens.Any(x => people.Contains(x.Token, StringComparer.Ordinal)))
            && (Queues.Count == 0 || (facts.Queue is { } queue && Queues.Contains(queue, StringComparer.Ordinal)))
            && (From is not { } from || facts.StartedAt >= from)
            && (To is not { } to || facts.StartedAt < to));
}

/// <param name="Kind">As in the index: <c>phone</c>.</param>
public sealed record HeldToken(string Kind, string Token);

/// <summary>Where the work on a matter is.</summary>
public enum HoldMatterPhase
{
    /// <summary>Calls to come are provided for, or no longer.</summary>
    Future,

    /// <summary>The index is searched for what it covers.</summary>
    Search,

    /// <summary>Recordings that are named.</summary>
    Named,

    /// <summary>Recordings it held that it covers no more.</summary>
    Narrow,
    Done,
}

/// <param name="After">The place after which the phase goes on; null at its beginning.</param>
public sealed record HoldMatterProgress(HoldMatterPhase Phase, string? After = null)
{
    public static HoldMatterProgress Begin { get; } = new(HoldMatterPhase.Future);
}

/// <param name="Reason">
/// <c>notFound</c>, <c>erased</c>, <c>notAuthentic</c>, or <c>refused</c>: it is being erased, or has too many holds.
/// </param>
public sealed record NotHeld(RecordingId RecordingId, string Reason);

/// <summary>
/// A matter for which recordings are held, the document <c>requests/matters/{digest of the name}</c>. It names nobody: persons are blind
/// tokens, readers are pseudonyms; what was written about it is sealed under the key <c>keyring/requests/{Id}</c>.
/// </summary>
public sealed record HoldMatterDocument
{
    /// <summary>The most recordings that are named as not held; the rest is only counted.</summary>
    public const int MostNotHeld = 100;

    /// <summary>Version of this layout.</summary>
    public int V { get; init; } = 1;

    /// <summary>Names its key.</summary>
    public required SubjectRequestId Id { get; init; }

    public required string Matter { get; init; }

    public required HoldMatterState State { get; init; }

    /// <summary>Grows with every order. A hold on a recording has that of its order: a matter that was put back is older than its holds.</summary>
    public required int Revision { get; init; }

    /// <summary>How many times it was opened.</summary>
    public required int Opening { get; init; }

    /// <summary>HMAC over the form of the last order; null where it was opened by a hold on one recording.</summary>
    public string? FormMac { get; init; }

    public required DateTimeOffset PlacedAt { get; init; }

    /// <summary>The pseudonym of whoever gave the last order.</summary>
    public required string By { get; init; }

    public DateTimeOffset? ReviewAt { get; init; }

    /// <summary>When the officer was told that the review is due; null before.</summary>
    public DateTimeOffset? ReviewToldAt { get; init; }

    public IReadOnlyList<string> People { get; init; } = [];

    public HoldMatterScope Scope { get; init; } = HoldMatterScope.None;

    public bool Future { get; init; }

    public HoldMatterProgress Progress { get; init; } = HoldMatterProgress.Begin;

    /// <summary>Recordings it held at the end of the last work, or so far.</summary>
    public int Held { get; init; }

    public int NotHeldCount { get; init; }

    public IReadOnlyList<NotHeld> NotHeld { get; init; } = [];

    public DateTimeOffset? ReleasedAt { get; init; }

    public MatterName Name => MatterName.Stored(Matter);

    public HoldId HoldId => HoldId.Of(Name, Opening);

    public bool IsInWork => State is HoldMatterState.Placing or HoldMatterState.Releasing;

    /// <summary>The hold that it places.</summary>
    public HoldState Hold(DateTimeOffset now) => new(HoldId.ToString(), Matter, ReviewAt, now) { People = People, Revision = Revision };
}

/// <summary>What was written about a matter, sealed under its key.</summary>
/// <param name="People">As given, by <c>oid</c>.</param>
public sealed record HoldMatterTexts(string Reason, string? Custodian, IReadOnlyList<string> People, IReadOnlyList<HeldPerson> Persons)
{
    /// <summary>The text's name.</summary>
    public static string NameOf(int revision) => $"matter-{revision}";

    public override string ToString() => "HoldMatterTexts(redacted)";
}

/// <summary>Matters that reach calls to come, the document <c>requests/matters-standing</c>: one read when a call is announced.</summary>
public sealed record StandingMatterList
{
    public int V { get; init; } = 1;

    public IReadOnlyList<StandingMatter> Items { get; init; } = [];
}

public sealed record StandingMatter(HoldState Hold, HoldMatterScope Scope);
