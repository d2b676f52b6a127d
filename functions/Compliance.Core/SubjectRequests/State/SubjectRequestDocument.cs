using System.Text.Json;
using System.Text.Json.Serialization;
using Compliance.Audit;
using Compliance.Model;

namespace Compliance.SubjectRequests;

/// <summary>
/// The register entry <c>requests/register/{id}</c>: the request's single linearisation point. Pseudonymous; personal data is sealed under
/// the request key (<see cref="SubjectRequestTexts"/>). A decision is written here first and executed from here.
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

    /// <summary>The purposes that a withdrawal names; empty for all that rest on consent.</summary>
    public IReadOnlyList<string> Purposes { get; init; } = [];

    /// <summary>The language of letters as the request named it.</summary>
    public LetterLanguage? Language { get; init; }

    /// <summary>The pseudonym of whoever filed it.</summary>
    public required string FiledBy { get; init; }

    /// <summary>In which capacity somebody filed it for the data subject; null if they did so themselves.</summary>
    public OnBehalfState? OnBehalf { get; init; }

    /// <summary>The tenant's own id of whoever works it, opaque.</summary>
    public string? Assignee { get; init; }

    /// <summary>What it may repeat, as found when it was filed; null if nothing.</summary>
    public EarlierRequests? Repeats { get; init; }

    /// <summary>The fee that was asked for; null if none was.</summary>
    public FeeState? Fee { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required SubjectRequestClock Clock { get; init; }

    public IdentityState? Identity { get; init; }

    public DecisionState? Decision { get; init; }

    /// <summary>What a rectification corrects; null if nobody has said.</summary>
    public CorrectionState? Corrections { get; init; }

    /// <summary>
    /// Whether an approval does what cannot be undone. It is then bound to a preview and made by a second person, and never made at filing.
    /// </summary>
    [JsonIgnore]
    public bool IsBound => Type.DestroysOrDiscloses() || Corrections is not null;

    /// <summary>Whether only another certificate is to be written: the package, or its end, is certified already.</summary>
    [JsonIgnore]
    public bool IsCertifiedAgain => Certified && Run.Step is RunStep.Certify;

    /// <summary>Whether it ends in a package.</summary>
    [JsonIgnore]
    public bool HasPackage => Type is SubjectRequestType.Access or SubjectRequestType.Portability;

    /// <summary>HMAC over the extension in force; the name of its sealed reasons derives from it.</summary>
    public string? ExtensionMac { get; init; }

    /// <summary>What it did to recordings before its decision.</summary>
    public InterimPhase Interim { get; init; }

    public RunState Run { get; init; } = new();

    /// <summary>The number of certificates that have been written; each names the one before.</summary>
    public int Certificates { get; init; }

    [JsonIgnore]
    public bool Certified => Certificates > 0;

    /// <summary>The package of an access or portability request; null until it is available.</summary>
    public PackageState? Package { get; init; }

    /// <summary>The transfer of the package to another controller; null if the person named none.</summary>
    public TransferState? Transfer { get; init; }

    /// <summary>The answer that stands; null until it is sent, and again while the request is taken up.</summary>
    public AnswerState? Answer { get; init; }

    /// <summary>Every answer that was sent, oldest first.</summary>
    public IReadOnlyList<AnswerState> Answers { get; init; } = [];

    /// <summary>Complaints to a supervisory authority, in the order in which they were filed.</summary>
    public IReadOnlyList<Complaint> Complaints { get; init; } = [];

    /// <summary>Until when the personal part stays, as the letter says; null until the request is over.</summary>
    public DateTimeOffset? KeepUntil { get; init; }

    /// <summary>When the personal part was destroyed; null before that.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Whether nothing is left to do for the person. A refusal is complete once the person has been told.</summary>
    [JsonIgnore]
    public bool IsOver => State is SubjectRequestState.Completed or SubjectRequestState.Cancelled
        || this is { State: SubjectRequestState.Refused, Answer: not null };

    /// <summary>Whether somebody has to look after it.</summary>
    [JsonIgnore]
    public bool IsLookedAfter => !IsOver || Complaints.Any(x => x.IsOpen);

    /// <summary>When the person was told that the restriction ends; null while it is in force.</summary>
    public DateTimeOffset? LiftToldAt { get; init; }

    /// <summary>Blind tokens that find the request.</summary>
    public IReadOnlyList<string> SubjectTokens { get; init; } = [];

    public IReadOnlyList<TimelineEntry> Timeline { get; init; } = [];

    public SubjectRequestDocument At(DateTimeOffset at, string step, string outcome) =>
        this with { Timeline = [.. Timeline, new TimelineEntry(at, step, outcome)] };

    /// <summary>The entry of a decision says whether a second person made it; that of an identity, that a mandate was verified.</summary>
    public override PendingAudit AsMade(PendingAudit operation) => operation.Event switch
    {
        SubjectRequestEvents.Decided when Decision is { } decision => operation with { Details = DetailsOf(decision) },
        SubjectRequestEvents.Transferred when Transfer is { } transfer => operation with
        {
            Details = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["to"] = transfer.To,
                ["outcome"] = JsonNamingPolicy.CamelCase.ConvertName((transfer.Reason?.ToString() ?? transfer.Stage.ToString())),
            },
        },
        SubjectRequestEvents.Identity when OnBehalf is { VerifiedAt: not null } behalf => operation with
        {
            Details = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["mandate"] = JsonNamingPolicy.CamelCase.ConvertName(behalf.Mandate.ToString()),
            },
        },
        _ => operation,
    };

    static Dictionary<string, string> DetailsOf(DecisionState decision) => new(StringComparer.Ordinal)
    {
        ["fourEyes"] = JsonNamingPolicy.CamelCase.ConvertName(decision.FourEyes.ToString()),
    };
}

/// <param name="By">The pseudonym of whoever recorded it.</param>
public sealed record IdentityState(IdentityOutcome Outcome, IdentityMethod? Method, DateTimeOffset At, string By);

/// <param name="Mac">HMAC over the decision: repeating it is the same decision, a different one is a conflict.</param>
/// <param name="By">The approver's pseudonym.</param>
/// <param name="ActAt">When it is executed: at once, or after the cooling-off period.</param>
/// <param name="Agreed">Whether it was based on a preview; it then acts on nothing else.</param>
public sealed record DecisionState(
    DecisionOutcome Outcome, string Mac, string By, DateTimeOffset At, DateTimeOffset ActAt, bool Agreed, FourEyes FourEyes)
{
    /// <summary>Whether compelling grounds were stated (<see cref="Compliance.SubjectRequests.Balancing"/>).</summary>
    public bool Balanced { get; init; }

    /// <summary>What a person's review of an automated decision came to; null where none was due.</summary>
    public ReviewState? Review { get; init; }
}

public sealed record ReviewState(AutomatedDecisionId AutomatedDecisionId, ReviewOutcome Outcome);

/// <summary>The progress of the work; every step may run twice.</summary>
public sealed record RunState
{
    public RunStep Step { get; init; }

    /// <summary>The number of pages of the plan.</summary>
    public int Pages { get; init; }

    /// <summary>The number of pages that were acted on and re-checked.</summary>
    public int Settled { get; init; }

    /// <summary>The number of recordings in the plan.</summary>
    public int Total { get; init; }

    /// <summary>The number of times it gave up.</summary>
    public int Failures { get; init; }

    /// <summary>The number of times that what it had kept was planned again.</summary>
    public int Again { get; init; }
}

/// <summary>The next step of the work.</summary>
public enum RunStep
{
    /// <summary>Find the recordings and decide on each.</summary>
    Plan,
    Act,

    /// <summary>Search every store once more; nothing may be found.</summary>
    LookAgain,
    Certify,
    Done,

    /// <summary>The package is rebuilt.</summary>
    Repack,

    /// <summary>The package is sent to another controller; the request's state does not change by it.</summary>
    Transfer,
}

/// <param name="Letter">The sealed text's name of the letter as sent.</param>
public sealed record AnswerState(DateTimeOffset SentAt, IntakeChannel Channel, string Letter);

/// <param name="Step">A word: <c>received</c>, <c>identity</c>, <c>decision</c>, …</param>
/// <param name="Outcome">A word or a number; nothing personal.</param>
public sealed record TimelineEntry(DateTimeOffset At, string Step, string Outcome);
