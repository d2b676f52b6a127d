namespace Compliance.SubjectRequests;

/// <summary>What the orchestration of a request does next: a step, a wait, or nothing more.</summary>
/// <param name="Step">Null: wait. <see cref="RunStep.Done"/>: nothing more; the request is closed.</param>
/// <param name="Until">For a wait, which ends when something is decided: look again then, moved or not.</param>
/// <param name="From">For pages: the first to work on.</param>
/// <param name="Pages">For pages: how many there are.</param>
public sealed record NextMove(RunStep? Step, DateTimeOffset? Until = null, int From = 0, int Pages = 0)
{
    public static NextMove End { get; } = new(RunStep.Done);

    public static NextMove Wait(DateTimeOffset until) => new(Step: null, until);
}
