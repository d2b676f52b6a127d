using Compliance.Pci;

namespace Compliance.Calls;

/// <summary>What a recorder said to its latest command.</summary>
public enum RecorderAnswer
{
    /// <summary>Nothing was asked of it, or nobody is registered.</summary>
    None,
    Pending,
    Confirmed,
    Refused,
}

/// <summary>A recorder of one call and the command it had last; an earlier command's answer no longer counts.</summary>
/// <param name="Command">The command's id.</param>
/// <param name="Number">Grows with every command, so that a recorder that gets them out of order can tell.</param>
/// <param name="Paused">What it was told: to pause, or to go on.</param>
/// <param name="SentAt">When it was last told.</param>
public sealed record RecorderLine(
    string Name, PauseChannel Channel, string Command, int Number, bool Paused, RecorderAnswer Answer, DateTimeOffset SentAt)
{
    public bool Is(string name, PauseChannel channel) => Name == name && Channel == channel;
}

/// <summary>
/// What each registered recorder is to be told. Pure: the table of (told before, wanted now, answer) to what is sent.
/// <code>
/// told        wanted   answer      sent
/// nothing     go on    -           nothing
/// nothing     pause    -           new command
/// other       any      any         new command
/// the same    any      confirmed   nothing
/// the same    any      pending     the same command, when a second has passed
/// the same    any      refused     new command, when it is asked for again
/// </code>
/// </summary>
public static class RecorderTable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <param name="asked">Somebody asks (a pause, a resume), rather than a heartbeat.</param>
    /// <param name="newId">Gives a new command's id.</param>
    /// <returns>All lines; those to be sent have <paramref name="now"/> as their time.</returns>
    public static IReadOnlyList<RecorderLine> Next(
        IReadOnlyList<RecorderLine> lines,
        IReadOnlyList<(string Name, PauseChannel Channel)> registered,
        IReadOnlyList<PauseChannel> paused,
        bool asked,
        DateTimeOffset now,
        Func<string> newId)
    {
        var next = new List<RecorderLine>();
        foreach (var (name, channel) in registered)
        {
            var wanted = paused.Contains(channel);
            var line = lines.FirstOrDefault(x => x.Is(name, channel));
            if ((line ?? (wanted ? new RecorderLine(name, channel, "", 0, !wanted, RecorderAnswer.None, default) : null)) is { } told)
            {
                next.Add(Next(told, wanted, asked, now, newId));
            }
        }

        return next;
    }

    static RecorderLine Next(RecorderLine told, bool wanted, bool asked, DateTimeOffset now, Func<string> newId) =>
        told.Paused != wanted || (told.Answer is RecorderAnswer.Refused && asked)
            ? told with { Command = newId(), Number = told.Number + 1, Paused = wanted, Answer = RecorderAnswer.Pending, SentAt = now }
        : told.Answer is RecorderAnswer.Pending && now - told.SentAt >= Patience ? told with { SentAt = now }
        : told;
}
