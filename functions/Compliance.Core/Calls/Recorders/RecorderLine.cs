using Compliance.Pci;

namespace Compliance.Calls;

/// <summary>A recorder's answer to its latest command.</summary>
public enum RecorderAnswer
{
    /// <summary>No command was sent, or no recorder is registered.</summary>
    None,
    Pending,
    Confirmed,
    Refused,
}

/// <summary>A recorder of one call and its latest command. Answers to earlier commands no longer count.</summary>
/// <param name="Command">Id of the command.</param>
/// <param name="Number">Grows with every command, so that a recorder can detect commands that arrive out of order.</param>
/// <param name="Paused">The command: true to pause, false to continue.</param>
/// <param name="SentAt">When it was last sent.</param>
public sealed record RecorderLine(
    string Name, PauseChannel Channel, string Command, int Number, bool Paused, RecorderAnswer Answer, DateTimeOffset SentAt)
{
    public bool Is(string name, PauseChannel channel) => Name == name && Channel == channel;
}

/// <summary>
/// Decides what to send to each registered recorder. Pure: a table from (last command, wanted now, answer) to what is sent.
/// <code>
/// last command   wanted     answer      sent
/// none           continue   -           nothing
/// none           pause      -           new command
/// other          any        any         new command
/// the same       any        confirmed   nothing
/// the same       any        pending     the same command, after one second
/// the same       any        refused     new command, if it is requested again
/// </code>
/// </summary>
public static class RecorderTable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <param name="asked">True for a request (a pause, a resume), false for a heartbeat.</param>
    /// <param name="newId">Creates the id of a new command.</param>
    /// <returns>All lines. Those to be sent have <paramref name="now"/> as their time.</returns>
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
