using Compliance.Audit;
using Compliance.Model;

namespace Compliance.SubjectRequests;

/// <summary>
/// The register entry <c>requests/register/{id}</c>: the request's one linearisation point. Pseudonymous; what is personal is sealed under
/// the request key (<see cref="SubjectRequestTexts"/>). A decision is written here first; whoever carries it out reads it from here.
/// </summary>
public sealed record SubjectRequestDocument : AuditedDocument
{
    /// <summary>Version of this layout.</summary>
    public int V { get; init; } = 1;

    public required SubjectRequestType Type { get; init; }

    public required SubjectRequestState State { get; init; }

    public SubjectRole SubjectRole { get; init; }

    public IntakeChannel? Channel { get; init; }

    public string? Ground { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>HMAC over the request as it came in: tells a repeated request from another under the same reference.</summary>
    public required string FormMac { get; init; }

    public required SubjectRequestClock Clock { get; init; }

    public IdentityState? Identity { get; init; }

    public DecisionState? Decision { get; init; }

    /// <summary>HMAC over the extension that stands: its reasons are sealed under a name made of it.</summary>
    public string? ExtensionMac { get; init; }

    public RunState Run { get; init; } = new();

    /// <summary>The certificate is written.</summary>
    public bool Certified { get; init; }

    /// <summary>Of an access or portability request; null until it can be had.</summary>
    public PackageState? Package { get; init; }

    public AnswerState? Answer { get; init; }

    /// <summary>When the person was told that the restriction ends; null while it stands.</summary>
    public DateTimeOffset? LiftToldAt { get; init; }

    /// <summary>Blind tokens that the request is found by.</summary>
    public IReadOnlyList<string> SubjectTokens { get; init; } = [];

    public IReadOnlyList<TimelineEntry> Timeline { get; init; } = [];

    public SubjectRequestDocument At(DateTimeOffset at, string step, string outcome) =>
        this with { Timeline = [.. Timeline, new TimelineEntry(at, step, outcome)] };
}

public sealed record IdentityState(IdentityOutcome Outcome, IdentityMethod? Method, DateTimeOffset At);

/// <param name="Mac">HMAC over the decision: the same again is the same, another is a conflict.</param>
/// <param name="By">The approver's pseudonym.</param>
/// <param name="ActAt">When it is carried out: at once, or after the cooling-off.</param>
/// <param name="Agreed">It was decided on a preview, and acts on nothing else.</param>
public sealed record DecisionState(
    DecisionOutcome Outcome, string Mac, string By, DateTimeOffset At, DateTimeOffset ActAt, bool Agreed);

/// <summary>Where the work stands; every step may run twice.</summary>
public sealed record RunState
{
    public RunStep Step { get; init; }

    /// <summary>Pages of the plan.</summary>
    public int Pages { get; init; }

    /// <summary>Pages that were acted on and looked at again.</summary>
    public int Settled { get; init; }

    /// <summary>Recordings planned for.</summary>
    public int Total { get; init; }

    /// <summary>Times it gave up.</summary>
    public int Failures { get; init; }
}

/// <summary>What the work does next.</summary>
public enum RunStep
{
    /// <summary>Find the recordings and decide on each.</summary>
    Plan,
    Act,

    /// <summary>Search every store once more: nothing may be found.</summary>
    LookAgain,
    Certify,
    Done,

    /// <summary>The package is put together again.</summary>
    Repack,
}

public sealed record AnswerState(DateTimeOffset SentAt, IntakeChannel Channel);

/// <param name="Step">A word: <c>received</c>, <c>identity</c>, <c>decision</c>, … .</param>
/// <param name="Outcome">A word or a count; nothing personal.</param>
public sealed record TimelineEntry(DateTimeOffset At, string Step, string Outcome);
