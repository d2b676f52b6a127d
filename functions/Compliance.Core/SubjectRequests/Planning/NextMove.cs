namespace Compliance.SubjectRequests;

/// <summary>What a request's orchestration does next: a step, a wait, or nothing more.</summary>
/// <param name="Step">Null means wait. <see cref="RunStep.Done"/> means nothing more: the request is closed.</param>
/// <param name="Until">The end of a wait. A decision ends it earlier; in both cases, look again.</param>
/// <param name="From">The first page to work on.</param>
/// <param name="Pages">The number of pages.</param>
public sealed record NextMove(RunStep? Step, DateTimeOffset? Until = null, int From = 0, int Pages = 0)
{
    public static NextMove End { get; } = new(RunStep.Done);

    public static NextMove Wait(DateTimeOffset until) => new(Step: null, until);
}
