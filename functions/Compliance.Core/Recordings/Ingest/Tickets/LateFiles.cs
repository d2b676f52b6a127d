using Compliance.Failures;

namespace Compliance.Recordings;

/// <summary>
/// Files announced after the ticket, and pause windows that became known with them (openapi.yaml, <c>POST …/files</c>).
/// </summary>
public sealed record LateFiles
{
    public required IReadOnlyList<TicketFile> Files { get; init; }

    public IReadOnlyList<PauseWindow> PauseWindows { get; init; } = [];

    /// <summary>
    /// The ticket with these files and windows added; new ordinals follow the old ones. Known files and windows are not added again, so a
    /// repeated announcement changes nothing.
    /// </summary>
    /// <returns><see cref="FailureKind.Conflict"/> if a known name has a different type, size or digest.</returns>
    public Outcome<RecordingTicket> AddTo(RecordingTicket ticket)
    {
        var known = ticket.Files.ToDictionary(x => x.Name.ToString(), TicketDigestInput.Canonical, StringComparer.OrdinalIgnoreCase);
        var fresh = Files.Where(x => !known.ContainsKey(x.Name.ToString())).ToList();
        if (Files.Any(x => known.TryGetValue(x.Name.ToString(), out var same) && same != TicketDigestInput.Canonical(x)))
        {
            return Failure.Conflict("A file with this name was already announced with a different type, size or digest.");
        }

        var windows = ticket.PauseWindows.Select(TicketDigestInput.Canonical).ToHashSet(StringComparer.Ordinal);
        return ticket with
        {
            Files = [.. ticket.Files, .. fresh],
            PauseWindows = [.. ticket.PauseWindows, .. PauseWindows.Where(x => windows.Add(TicketDigestInput.Canonical(x)))],
        };
    }
}
