using System.Security.Cryptography;
using System.Text;
using Compliance.Audit;

namespace Compliance.Calls;

/// <summary>When a signal happened.</summary>
/// <param name="Source">See <see cref="CallSignal.Source"/>.</param>
readonly record struct HeardTime(DateTimeOffset At, string? Source)
{
    /// <summary>A sender's time that differs from ours by more is wrong; our own time is used instead.</summary>
    static readonly TimeSpan Plausible = TimeSpan.FromHours(24);

    /// <param name="at">By the sender's clock; null if it sent none.</param>
    public static HeardTime Of(Actor actor, DateTimeOffset? at, DateTimeOffset now) =>
        at is { } told && (told - now).Duration() <= Plausible ? new HeardTime(told, SourceOf(actor)) : new HeardTime(now, null);

    /// <summary>The call with what this signal reveals about its sender's clock.</summary>
    /// <remarks>Once the recording is announced, a sender's clock no longer moves what was signalled before.</remarks>
    public LiveCall SampleOf(SignalledCall to, LiveCall call, DateTimeOffset now) =>
        Source is { } source && to.Period is null ? call with { Clocks = SourceClock.Add(call.Clocks, source, now - At) } : call;

    /// <summary>Distinguishes senders without identifying them.</summary>
    static string SourceOf(Actor actor) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(actor.Pseudonym)).AsSpan(0, 4));
}
