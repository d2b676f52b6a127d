namespace Compliance.SubjectRequests;

/// <summary>What the orchestration of a request does next.</summary>
public enum NextStep
{
    /// <summary>Nothing more; the request is closed.</summary>
    End,

    /// <summary>Until something is decided, or the clock says so.</summary>
    Wait,
    Plan,
    Act,
    LookAgain,
    Certify,
    Repack,
}

/// <param name="Until">For <see cref="NextStep.Wait"/>: look again then, moved or not.</param>
/// <param name="From">For pages: the first to work on.</param>
/// <param name="Pages">For pages: how many there are.</param>
public sealed record NextMove(NextStep Step, DateTimeOffset? Until = null, int From = 0, int Pages = 0);
